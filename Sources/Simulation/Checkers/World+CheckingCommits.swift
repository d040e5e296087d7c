import Coordination
import RolloutCore
import ZooKeeper

/// What must hold of each transaction of a leader that ZooKeeper took.
extension World {
    mutating func checkElection(_ c: Int, _ epoch: Int64) {
        let isAgain = checker.electedEpoch == epoch && controllers[c].lastEpoch == epoch
        if epoch <= checker.electedEpoch, !isAgain {
            violate(.oneHand, "c\(c) was elected with epoch \(epoch), after epoch \(checker.electedEpoch)")
        }
        checker.electedEpoch = max(checker.electedEpoch, epoch)
        controllers[c].lastEpoch = epoch
        for other in controllers.indices where other != c && !controllers[other].isSessionKilled {
            guard let lease = controllers[other].leading?.lease, lease.holds(for: .zero, at: instant(now)) else {
                continue
            }
            violate(.oneHand, "c\(c) was elected while the lease of c\(other) holds")
        }
    }

    mutating func checkCommit(
        _ c: Int, _ transaction: Transaction, _ remembered: Remembered?, _ session: SessionID, over intent: ZNode?
    ) {
        guard let remembered else { return checkOpenRequests() }
        trace.mix(UInt64(bitPattern: remembered.epoch))
        if ensemble.znode(ZNodeLayout.leader)?.stat.ephemeralOwner != session {
            violate(.oneHand, "c\(c) wrote the record without holding the lock")
        }
        // No condition of ZooKeeper holds for a missing znode, or tells one that was made again from the one before.
        let isMadeAgain = intent != nil && remembered.intent?.czxid != intent?.stat.czxid
        if remembered.intent?.mzxid != intent?.stat.mzxid, !isMadeAgain {
            violate(.lastIntent, "c\(c) committed what it had decided on an intent that was replaced meanwhile")
        }
        let entries = transaction.operations.count { isHistory($0.path) }
        checkRecord(remembered.commit, entries: entries)
        checkRequests(remembered.commit)
        checkPromptness(c)
        checkHold(remembered.commit)
        noteRollback(remembered.commit, c)
        let (before, after) = (checker.record?.rollout, remembered.commit.record.rollout)
        if before?.isReversing != after?.isReversing || before?.number != after?.number { checker.turnedAt = now }
        checker.record = remembered.commit.record
        if let entry = remembered.commit.history, entries > 0 { noteHistory(entry) }
    }

    /// No call may be under way when the lease of whoever has sent it is over.
    mutating func checkSending(_ c: Int) {
        guard let lease = controllers[c].leading?.lease, !lease.holds(for: Settings.callTimeout, at: instant(now))
        else { return }
        violate(.oneHand, "c\(c) sends a change, and its lease does not last until it must be answered")
    }

    func isHistory(_ path: ZNodePath) -> Bool { path.parent == World.layout.history }

    private mutating func checkRecord(_ commit: Decision.Commit, entries: Int) {
        let record = commit.record
        guard let before = checker.record else { return }
        if record.nextNumber < before.nextNumber {
            violate(.nothingForgotten, "the record went back from number \(before.nextNumber) to \(record.nextNumber)")
        }
        guard let rollout = before.rollout else { return }
        if let now = record.rollout, now.number == rollout.number {
            if now.steps.count < rollout.steps.count {
                violate(.nothingForgotten, "r-\(now.number) lost steps that were remembered")
            }
            if let pending = before.pending, record.pending != pending,
                now.steps.count == rollout.steps.count, !isSame(pending, record.pending)
            {
                violate(.nothingForgotten, "the step in hand, \(pending), was forgotten")
            }
        } else if commit.history?.number != rollout.number || entries == 0 {
            violate(.nothingForgotten, "r-\(rollout.number) ended without its history")
        }
    }

    /// A new leader lets the deadline of the step in hand begin anew.
    private func isSame(_ left: StatusChange, _ right: StatusChange?) -> Bool {
        left.kind == right?.kind && left.instance == right?.instance
    }

    mutating func noteHistory(_ entry: HistoryEntry) {
        Report.count(entry.outcome.rawValue, in: &report.outcomes)
        if entry.number != checker.lastHistoryNumber + 1 {
            violate(.nothingForgotten, "history goes on with r-\(entry.number) after r-\(checker.lastHistoryNumber)")
        }
        checker.lastHistoryNumber = entry.number
    }

    private mutating func noteRollback(_ commit: Decision.Commit, _ c: Int) {
        let isTurned = commit.record.rollout?.isReversing == true
        if isTurned, checker.record?.rollout?.isReversing != true { checker.turnedBackAt = now }
        if let entry = commit.history, entry.outcome == .rolledBack, let since = checker.turnedBackAt {
            report.longestRollback = max(report.longestRollback, now - since)
        }
        if !isTurned { checker.turnedBackAt = nil }
        checkPatience(commit, c)
    }

    /// The deadline of the checks counts from a leader's first look.
    private mutating func checkPatience(_ commit: Decision.Commit, _ c: Int) {
        guard let entry = commit.history, entry.outcome == .rejected, let rollout = checker.record?.rollout else {
            return
        }
        guard let since = controllers[c].leading?.since, !entry.reason.contains("has no instances") else { return }
        let looked = min(now - since, now + controllers[c].clockSkew - rollout.phaseSince)
        guard looked < settings.policy.checkDeadline, now - since < settings.policy.checkDeadline else { return }
        guard rollout.startedAt + .seconds(35) < since else { return }
        violate(.ends, "r-\(rollout.number) was rejected after c\(c) had looked for \(now - since) only")
    }
}
