import Coordination
import RolloutCore
import ZooKeeper

/// Waits for a color that others ask for.
struct Waiting: Sendable {
    let color: Color
    let layout: ZNodeLayout
    let session: any ZooKeeperSession
    let timeout: Duration

    func end() async throws -> SwitchWatch.End {
        let start = ContinuousClock.now
        try await session.sync(layout.activeColor)
        let follower = Follower(session: session, paths: [layout.activeColor, layout.record], timeout: timeout)
        let found = try await follower.follow(from: "") { said -> WaitStart? in
            let begun = try await begin()
            guard case .notAsked(let sentence) = begun else { return begun }
            if sentence != said { Terminal.talk(sentence) }
            said = sentence
            return nil
        }
        switch found {
        case .asked(let revision):
            let follower = SwitchFollower(
                layout: layout, session: session, timeout: timeout - (ContinuousClock.now - start))
            return try await follower.follow(SwitchWatch(color: color, revision: revision)) { Terminal.talk($0) }
        case .over(let end): return end
        case .notAsked, nil:
            return SwitchWatch.End(
                status: .timedOut, sentence: "nobody asked for \(color) within \(timeout.text)",
                rollout: nil)
        }
    }

    private func begin() async throws -> WaitStart {
        let intent = IntentStore.reading(try await session.get(layout.activeColor))
        let record = try await RecordStore(layout: layout, session: session).read()?.record
        let history = try await HistoryStore(layout: layout, session: session).latest(10)
        return WaitStart(color: color, intent: intent, record: record, history: history)
    }
}

/// What a wait for a color begins with.
enum WaitStart: Hashable, Sendable {
    /// It is asked for: this intent is followed.
    case asked(revision: Int64)
    /// It was asked for, did not succeed, and the leader has written the other color back.
    case over(SwitchWatch.End)
    /// In a sentence.
    case notAsked(String)

    /// - Parameter history: newest first.
    init(color: Color, intent: IntentReading, record: RolloutRecord?, history: [HistoryEntry]) {
        if case .asked(let asked) = intent, asked.color == color {
            self = .asked(revision: asked.revision)
            return
        }
        if let failed = record?.failed, record?.rollout == nil, failed.target == color, let last = history.first,
            last.revision == failed.revision
        {
            let status: ExitStatus = last.outcome == .rejected ? .refused : .rolledBack
            self = .over(SwitchWatch.End(status: status, sentence: last.reason, rollout: last.id))
            return
        }
        let other = record.map { "\($0.serving) serves" } ?? "no controller has taken the app over yet"
        self = .notAsked("nobody has asked for \(color) (\(other)): waiting until somebody does")
    }
}
