import Coordination
import NIOConcurrencyHelpers
import RolloutCore
import ZooKeeper

/// Asks the leader for something about a rollout, and waits for its answer.
struct Requesting: Sendable {
    let verb: RolloutRequest.Verb
    let saying: Saying
    let layout: ZNodeLayout
    let session: any ZooKeeperSession
    /// How long the leader may take.
    let timeout: Duration
    let advice: Advice

    /// How an answer came about.
    struct Answered: Sendable {
        let answer: RequestAnswer
        /// `r-7`; nil when no rollout is under way.
        let rollout: String?
        let colors: RequestTarget.Colors
    }

    /// - Throws: `Failure` when there is nothing to ask of (5), nobody to ask (69) or no answer in time (6).
    func ask() async throws -> Answered {
        let start = ContinuousClock.now
        try await requireController()
        let (revision, rollout, colors) = try await findTarget()
        let store = RequestStore(layout: layout, session: session)
        let id = try await file(for: revision, in: store)
        let left = max(.milliseconds(100), timeout - (ContinuousClock.now - start))
        let answer = try await follow(id, for: left)
        return Answered(answer: answer, rollout: rollout, colors: colors)
    }

    /// Asking is not repeated when its answer is lost: two of them might do more than one.
    private func file(for revision: Int64, in store: RequestStore) async throws -> String {
        do {
            return try await store.ask(verb, revision: revision, by: saying.by, comment: saying.comment)
        } catch let error as ZooKeeperError where error.isRetryable {
            throw Failure(
                .unavailable,
                "ZooKeeper did not say whether it took \(verb.word) (\(error.message)): "
                    + "see \(advice.command("status")) before you ask again")
        }
    }

    /// Who cannot be answered is told so at once, and leaves nothing behind.
    private func requireController() async throws {
        try await session.sync(layout.record)
        if try await session.stat(of: ZNodeLayout.leader) != nil { return }
        guard try await session.children(of: ZNodeLayout.controllers)?.names.isEmpty ?? true else { return }
        throw Failure(
            .unavailable, "no controller runs, so nobody could answer: start one; nothing was asked for")
    }

    private func findTarget() async throws -> (revision: Int64, rollout: String?, colors: RequestTarget.Colors) {
        let follower = Follower(session: session, paths: [layout.record, layout.activeColor], timeout: timeout)
        let last = NIOLockedValueBox("there is no rollout to \(verb.word)")
        let found = try await follower.follow(from: "") { said -> RequestTarget? in
            let target = try await target()
            guard case .notYet(let sentence) = target else { return target }
            if sentence != said { Terminal.talk(sentence) }
            said = sentence
            last.withLockedValue { $0 = sentence }
            return nil
        }
        switch found {
        case .rollout(let revision, let id, let colors): return (revision, id, colors)
        case .nowhere(let sentence): throw Failure(.refused, sentence)
        case .notYet, nil:
            throw Failure(
                .timedOut,
                "\(last.withLockedValue { $0 }): not within \(timeout.text); nothing was asked for")
        }
    }

    private func target() async throws -> RequestTarget {
        let intent = IntentStore.reading(try await session.get(layout.activeColor))
        let record = try await RecordStore(layout: layout, session: session).read()?.record
        let history = try await HistoryStore(layout: layout, session: session).latest(10)
        return RequestTarget(verb, record: record, intent: intent, history: history)
    }

    private func follow(_ id: String, for left: Duration) async throws -> RequestAnswer {
        let latest = NIOLockedValueBox(RequestWatch(id: id))
        let follower = Follower(session: session, paths: [layout.record, ZNodeLayout.leader], timeout: left)
        let answer = try await follower.follow(from: RequestWatch(id: id)) { watch -> RequestAnswer? in
            defer { latest.withLockedValue { [watch] in $0 = watch } }
            let record = try await RecordStore(layout: layout, session: session).read()?.record
            let leader = try await session.stat(of: ZNodeLayout.leader)
            switch watch.look(RequestWatch.Facts(record: record, hasLeader: leader != nil)) {
            case .nothing: break
            case .progress(let line): Terminal.talk(line)
            case .answered(let answer): return answer
            }
            return nil
        }
        if let answer { return answer }
        return try await withdraw(id, hasLeader: latest.withLockedValue { $0.hasLeader })
    }

    /// What is not answered in time must not happen later, when nobody reckons with it any more.
    private func withdraw(_ id: String, hasLeader: Bool) async throws -> RequestAnswer {
        let isWithdrawn: Bool
        do throws(ZooKeeperError) {
            isWithdrawn = try await RequestStore(layout: layout, session: session).withdraw(id)
        } catch {
            guard error.isRetryable else { throw error }
            throw Failure(
                .unavailable,
                "ZooKeeper does not answer: \(verb.word) stands, and may be accepted later; "
                    + "see \(advice.command("status"))")
        }
        guard isWithdrawn else {
            try await session.sync(layout.record)
            let record = try await RecordStore(layout: layout, session: session).read()?.record
            if let answer = RequestWatch.answer(to: id, in: record) { return answer }
            throw Failure(
                .unavailable, "\(verb.word) is gone without an answer: see \(advice.command("history"))")
        }
        let within = timeout.text
        guard hasLeader else {
            throw Failure(
                .unavailable,
                "nobody leads, and nobody did within \(within): \(verb.word) was withdrawn, nothing comes of it")
        }
        throw Failure(
            .timedOut,
            "the leader did not answer within \(within): \(verb.word) was withdrawn, nothing comes of it")
    }
}
