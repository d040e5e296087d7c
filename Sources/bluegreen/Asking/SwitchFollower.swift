import Coordination
import NIOConcurrencyHelpers
import RolloutCore
import ZooKeeper

/// Waits until a request for a color has come to its end, and says on stderr what is being done meanwhile.
struct SwitchFollower: Sendable {
    let layout: ZNodeLayout
    let session: any ZooKeeperSession
    let timeout: Duration
    let advice: Advice

    /// How far back the history is searched for the request.
    private static let historyDepth = 10

    func follow(_ watch: SwitchWatch, say: @escaping @Sendable (String) -> Void) async throws -> SwitchWatch.End {
        let latest = NIOLockedValueBox(watch)
        let follower = Follower(
            session: session, paths: [layout.record, layout.activeColor, ZNodeLayout.leader], timeout: timeout)
        let end = try await follower.follow(from: watch) { watch -> SwitchWatch.End? in
            defer { latest.withLockedValue { [watch] in $0 = watch } }
            do {
                switch watch.look(try await facts()) {
                case .nothing: return nil
                case .progress(let news): say(news)
                case .end(let end): return end
                }
            } catch let error as ZooKeeperError where error.isRetryable {
                if let line = watch.isAway() { say(line) }
            }
            return nil
        }
        return end ?? latest.withLockedValue { $0 }.timedOut(after: timeout, advice: advice)
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
