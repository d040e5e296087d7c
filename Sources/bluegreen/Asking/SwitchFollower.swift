import Coordination
import RolloutCore
import ZooKeeper

/// Waits until a request for a color has come to its end, and says on stderr what is being done meanwhile.
struct SwitchFollower: Sendable {
    let layout: ZNodeLayout
    let session: any ZooKeeperSession
    let timeout: Duration

    /// Looks at least this often, whatever the watches say.
    private static let resync: Duration = .seconds(2)
    /// How far back the history is searched for the request.
    private static let historyDepth = 10

    func follow(_ watch: SwitchWatch, say: @escaping @Sendable (String) -> Void) async throws -> SwitchWatch.End {
        let lastWord = LastWord()
        let (wakes, wake) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
        wake.yield()
        return try await withThrowingTaskGroup(of: SwitchWatch.End?.self) { group in
            for path in [layout.record, layout.activeColor, ZNodeLayout.leader] {
                group.addTask {
                    for await _ in session.observe(path) { wake.yield() }
                    return nil
                }
            }
            group.addTask {
                while !Task.isCancelled {
                    try? await Task.sleep(for: Self.resync)
                    wake.yield()
                }
                return nil
            }
            group.addTask { try await look(watch, at: wakes, lastWord, say) }
            group.addTask {
                try await Task.sleep(for: timeout)
                let why = await lastWord.text.map { " (\($0))" } ?? ""
                let spoken = "\(watch.color) was not reached within \(DurationText.written(timeout))\(why)"
                return SwitchWatch.End(
                    status: .timedOut, sentence: "\(spoken); the request stands, follow it with `bluegreen status`",
                    rollout: nil)
            }
            defer { group.cancelAll() }
            while let next = try await group.next() {
                if let end = next { return end }
            }
            throw Failure(.unavailable, "the wait ended too early: see `bluegreen status`")
        }
    }

    private func look(
        _ start: SwitchWatch, at wakes: AsyncStream<Void>, _ lastWord: LastWord, _ say: @Sendable (String) -> Void
    ) async throws -> SwitchWatch.End? {
        var watch = start
        for await _ in wakes {
            var line: String?
            do {
                switch watch.look(try await facts()) {
                case .nothing: break
                case .progress(let news): line = news
                case .end(let end): return end
                }
            } catch let error as ZooKeeperError where error.isRetryable {
                line = watch.isAway()
            }
            guard let line else { continue }
            await lastWord.keep(line)
            say(line)
        }
        return nil
    }

    private func facts() async throws -> SwitchWatch.Facts {
        try await session.withDeadline(.seconds(2)) { try await read() }
    }

    private func read() async throws -> SwitchWatch.Facts {
        let intent = IntentStore.reading(try await session.get(layout.activeColor))
        let record = try await RecordStore(layout: layout, session: session).read()?.record
        let history = try await HistoryStore(layout: layout, session: session).latest(Self.historyDepth)
        let leader = try await session.stat(of: ZNodeLayout.leader)
        return SwitchWatch.Facts(intent: intent, record: record, history: history, hasLeader: leader != nil)
    }
}

/// What was said last, for the sentence that ends the wait.
private actor LastWord {
    private(set) var text: String?

    func keep(_ text: String) { self.text = text }
}
