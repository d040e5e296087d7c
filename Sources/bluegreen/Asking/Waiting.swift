import Coordination
import RolloutCore
import ZooKeeper

/// Waits for a color that others ask for.
struct Waiting: Sendable {
    let color: Color
    let layout: ZNodeLayout
    let session: any ZooKeeperSession
    let timeout: Duration
    let advice: Advice

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
                layout: layout, session: session, timeout: timeout - (ContinuousClock.now - start),
                advice: advice)
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
        let newest = try await HistoryStore(layout: layout, session: session).newest()
        return WaitStart(
            color: color, intent: intent, record: record, newest: newest?.entry, zxid: newest?.zxid, now: Moment.now)
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

    /// How long ago the color may have been refused that whoever waits has just asked for.
    private static let patience: Duration = .seconds(120)

    /// - Parameters:
    ///   - newest: the rollout that ended last.
    ///   - zxid: of the transaction that ended it: whoever wrote `/active_color` since has asked for something else.
    init(
        color: Color, intent: IntentReading, record: RolloutRecord?, newest: HistoryEntry?, zxid: Int64?,
        now: Timestamp
    ) {
        guard case .asked(let asked) = intent else {
            self = .notAsked("no color is asked for: waiting until somebody asks for \(color)")
            return
        }
        guard asked.color != color else {
            self = .asked(revision: asked.revision)
            return
        }
        let other = record.map { "\($0.serving) serves" } ?? "no controller has taken the app over yet"
        guard let failed = record?.failed, record?.rollout == nil, failed.target == color, let newest,
            newest.revision == failed.revision, zxid == asked.revision
        else {
            self = .notAsked("nobody has asked for \(color) (\(other)): waiting until somebody does")
            return
        }
        let ended = newest.outcome == .rejected ? "refused" : "rolled back"
        guard now - newest.finishedAt < Self.patience else {
            self = .notAsked(
                "nobody has asked for \(color) since it was \(ended) at \(Moment(newest.finishedAt).short) "
                    + "(\(other)): waiting until somebody does")
            return
        }
        let status: ExitStatus = newest.outcome == .rejected ? .refused : .rolledBack
        self = .over(SwitchWatch.End(status: status, sentence: newest.reason, rollout: newest.id))
    }
}
