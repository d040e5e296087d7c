import Coordination
import RolloutCore
import ZooKeeper

/// Asks for a color and, when wanted, waits for the end. The result goes to stdout, all else to stderr.
struct Asking: Sendable {
    let wait: Bool
    let timeout: Duration
    let saying: Saying
    var isRollback = false
    let format: OutputFormat
    let advice: Advice

    /// - Throws: the `ExitStatus` that the end comes to, unless that is `reached`.
    func ask(for color: Color, layout: ZNodeLayout, session: any ZooKeeperSession) async throws {
        let present = try await servingRevision(color, layout, session)
        if let present, !wait {
            let end = SwitchWatch.End(
                status: .reached, sentence: "\(color) serves already: nothing to do", rollout: nil)
            return try finish(end, color, layout.app, revision: present)
        }
        let revision: Int64
        if let present {
            revision = present
        } else {
            let store = IntentStore(layout: layout, session: session)
            revision = try await store.ask(
                for: color, by: saying.by, comment: saying.comment, isRollback: isRollback)
        }
        guard wait else {
            let sentence = "\(color) was asked for (revision \(revision)); follow it with \(advice.command("status"))"
            let end = SwitchWatch.End(status: .reached, sentence: sentence, rollout: nil)
            if try await session.stat(of: ZNodeLayout.leader) == nil {
                Terminal.talk("nobody leads: the switch begins as soon as a controller runs")
            }
            return try finish(end, color, layout.app, revision: revision, result: "asked")
        }
        let follower = SwitchFollower(layout: layout, session: session, timeout: timeout, advice: advice)
        let watch = SwitchWatch(color: color, revision: revision)
        let end = try await follower.follow(watch) { Terminal.talk($0) }
        try finish(end, color, layout.app, revision: revision)
        if end.status != .reached { throw end.status }
    }

    /// The intent's revision when the color serves, nothing is under way, and nothing else has been asked for since; else nil.
    private func servingRevision(
        _ color: Color, _ layout: ZNodeLayout, _ session: any ZooKeeperSession
    ) async throws -> Int64? {
        try await session.sync(layout.activeColor)
        guard case .asked(let intent) = IntentStore.reading(try await session.get(layout.activeColor)) else {
            return nil
        }
        guard let record = try await RecordStore(layout: layout, session: session).read()?.record else { return nil }
        return intent.color == color && record.serving == color && record.rollout == nil ? intent.revision : nil
    }

    private func finish(
        _ end: SwitchWatch.End, _ color: Color, _ app: AppName, revision: Int64, result: String? = nil
    ) throws {
        let result = result ?? "\(end.status)"
        guard format == .json else {
            let id = end.rollout.map { "\($0): " } ?? ""
            Terminal.tell("\(id)\(end.sentence)")
            return
        }
        let report = SwitchReport(
            app: app.rawValue, color: color, revision: revision, by: saying.by, comment: saying.comment, result: result,
            exitCode: end.status.rawValue, rollout: end.rollout, reason: end.sentence)
        Terminal.tell(try JSONText.of("Switch", report))
    }
}
