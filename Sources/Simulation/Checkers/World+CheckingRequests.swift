import Coordination
import RolloutCore
import ZooKeeper

/// What must become of what operators ask for.
extension World {
    /// A request goes only with its answer, in one transaction.
    mutating func checkRequests(_ commit: Decision.Commit) {
        checker.openRequests.removeAll { commit.answer?.request.id == $0.request.id }
        if let answer = commit.answer, !commit.record.answers.contains(answer) {
            violate(.nothingForgotten, "the answer to \(answer.request.verb) is not in the record")
        }
        checkOpenRequests()
    }

    mutating func checkOpenRequests() {
        for open in checker.openRequests where ensemble.znode(World.layout.request(open.request.id)) == nil {
            violate(.nothingForgotten, "\(open.request.verb), asked as \(open.request.id), is gone without an answer")
        }
        checker.openRequests.removeAll { [ensemble] in ensemble.znode(World.layout.request($0.request.id)) == nil }
    }

    /// A leader that gets on with its work has answered what was asked long before.
    mutating func checkPromptness(_ c: Int) {
        // An app that was never taken over has nobody who could answer.
        guard checker.record != nil, let since = controllers[c].leading?.since, now - since > Settings.detection else {
            return
        }
        // One is answered with each commit, and each may take as long as it takes to notice a lost call.
        let slowest = isUndisturbed ? .seconds(1) : Settings.detection
        let patience = slowest * (2 + checker.openRequests.count)
        guard let late = checker.openRequests.first(where: { now - $0.since > patience }) else { return }
        violate(.hold, "c\(c) goes on, \(now - late.since) after \(late.request.verb) was asked for")
    }

    /// Nothing was lost or failed lately.
    private var isUndisturbed: Bool {
        guard settings.lostCalls == 0 else { return false }
        return !faults.contains { fault in
            let since = moment - fault.at
            return since > .zero && since < fault.duration + Settings.detection * 2
        }
    }

    mutating func checkHold(_ commit: Decision.Commit) {
        if let answer = commit.answer, answer.request.verb == .abort, answer.isAccepted {
            if let rollout = commit.record.rollout, !rollout.isReversing {
                violate(.hold, "r-\(rollout.number) was aborted, and goes on forward")
            }
        }
        let before = checker.record?.rollout
        let after = commit.record.rollout
        if before?.pause == nil || after?.pause == nil { checker.changedWhilePaused = [] }
        guard before?.pause != nil, let after, after.pause == nil, !after.isReversing else { return }
        let isTurned = before?.revision != after.revision
        let isResumed = commit.answer?.isAccepted == true && commit.answer?.request.verb == .resume
        if !isTurned, !isResumed { violate(.hold, "r-\(after.number) goes on, although nobody resumed it") }
    }

    /// A pause lets the step in hand through, an abort nothing that goes forward.
    mutating func checkHeldChange(_ change: AcceptedChange, _ name: String) {
        guard let rollout = checker.record?.rollout else { return }
        if rollout.pause != nil {
            if !checker.changedWhilePaused.contains(change.slot) { checker.changedWhilePaused.append(change.slot) }
            if checker.changedWhilePaused.count > 1 { violate(.hold, "\(name), although the rollout is paused") }
        }
        guard !rollout.isReversing else { return }
        let abort = checker.openRequests.first { $0.request.verb == .abort && $0.request.revision == rollout.revision }
        guard let abort, now - abort.since > Settings.detection else { return }
        violate(.hold, "\(name), \(now - abort.since) after an abort was acknowledged")
    }
}
