import Coordination
import RolloutCore
import ZooKeeper

/// One step as `Controller.Actuator` makes it, cut at each of its awaits.
extension World {
    // MARK: - Whether it is still right

    mutating func confirm(_ step: Step, _ c: Int) {
        guard bug != .notLookedAgain, bug != .unknownCountsAsReady else { return rememberStep(step, c) }
        if step.change.kind == .enable { return probe([step.slot], step, isCurrent: true, c) }
        confirmListings(step, from: 0, isCurrent: true, c)
    }

    private mutating func confirmListings(_ step: Step, from first: Int, isCurrent: Bool, _ c: Int) {
        let limit = now + (.zero - Settings.registryInterval * 2)
        for replica in replicas.indices.dropFirst(first) {
            let confirmed = controllers[c].leading?.facts.registries[replica].confirmedAt ?? limit
            guard confirmed <= limit else { continue }
            controllers[c].leading?.stage = .confirmingListings(step, next: replica, isCurrent: false)
            return call(c, .registry(replica, .listing), for: .pass)
        }
        let others = controllers[c].leading?.facts.members[step.change.color.opposite] ?? []
        guard others.count <= 16, !others.isEmpty else { return judge(step, isCurrent, c) }
        probe(others, step, isCurrent: isCurrent, c)
    }

    mutating func takeConfirmation(_ answer: Answer, _ step: Step, _ replica: Int, _ c: Int) {
        let generation = controllers[c].leading?.facts.registries[replica].generation ?? 0
        _ = takeListing(answer, of: replica, generation: generation, sent: now, c)
        confirmListings(step, from: replica + 1, isCurrent: false, c)
    }

    private mutating func probe(_ slots: [Int], _ step: Step, isCurrent: Bool, _ c: Int) {
        controllers[c].leading?.stage = .probing(step, isCurrent: isCurrent)
        call(c, .probe(slots), for: .pass)
    }

    mutating func takeProbe(_ answer: Answer, _ step: Step, _ isCurrent: Bool, _ c: Int) {
        var isStillRight = isCurrent
        if case .verdicts(let verdicts) = answer {
            let clock = clock(c)
            for (slot, readiness) in verdicts {
                let before = controllers[c].leading?.facts.readiness(slot, now: clock)
                _ = controllers[c].leading?.facts.note(readiness, on: slot, now: clock)
                let wasReady = step.change.kind == .enable || before == .ready
                if (readiness == .ready) != wasReady { isStillRight = false }
            }
        } else {
            isStillRight = false
        }
        judge(step, isStillRight, c)
    }

    /// Not so after all: the facts say it now, and the next pass decides anew.
    private mutating func judge(_ step: Step, _ isStillRight: Bool, _ c: Int) {
        guard isStillRight else { return finish(c, isUnfinished: true) }
        rememberStep(step, c)
    }

    // MARK: - Remembering

    private mutating func rememberStep(_ step: Step, _ c: Int) {
        guard let commit = step.commit else { return act(step, c) }
        remember(c, commit, then: step)
    }

    mutating func remember(_ c: Int, _ commit: Decision.Commit, then step: Step?) {
        guard let leading = controllers[c].leading else { return }
        guard holdsLease(c) else { return endLeadership(c, "its lease has lapsed", isResigning: true) }
        let intent = leading.facts.intent ?? nil
        guard let transaction = transaction(for: commit, leading, intent) else {
            return fail(c, "the record cannot be written down")
        }
        controllers[c].leading?.isStale = true
        controllers[c].leading?.stage = .remembering(commit, step)
        if bug == .requestRemovedFirst, let answer = commit.answer {
            var removal = Transaction()
            removal.delete(World.layout.request(answer.request.id))
            ask(c, .commit(removal, nil), for: .nothing)
        }
        let remembered = Remembered(
            commit: commit, epoch: leading.epoch, intent: intent?.stat)
        ask(c, .commit(transaction, remembered), for: .pass)
    }

    private func transaction(for commit: Decision.Commit, _ leading: Leading, _ intent: ZNode?) -> Transaction? {
        let store = RecordStore(layout: World.layout, session: UnconnectedSession())
        let over = leading.stored.map { StoredRecord(record: $0.record, version: $0.version) }
        guard let body = try? store.transaction(for: commit, over: over, intent: intent, settled: []) else {
            return nil
        }
        var transaction = Transaction()
        if bug != .commitWithoutFence && bug != .cachedLeadership {
            transaction.check(
                ZNodeLayout.epoch, version: ZNodeVersion(rawValue: Int32(truncatingIfNeeded: leading.epoch)))
            transaction.check(ZNodeLayout.leader)
        }
        transaction.append(body)
        return bent(transaction)
    }

    private static let fenceCount = 2

    mutating func takeCommit(_ answer: Answer, _ commit: Decision.Commit, _ step: Step?, _ c: Int) {
        switch answer {
        case .results(let results):
            guard let version = results.lazy.compactMap(Self.recordVersion).first else {
                return fail(c, "the version of the record was not told")
            }
            controllers[c].leading?.stored = Stored(record: commit.record, version: version)
            controllers[c].leading?.isStale = false
            controllers[c].leading?.isInherited = false
            if bug == .historyOutsideTransaction, let entry = commit.history {
                return writeHistory(entry, step, c)
            }
            afterCommit(step, c)
        case .refused(let refusal):
            let isFence = refusal.failedOperation.map { $0 < Self.fenceCount } ?? false
            if isFence, bug != .commitWithoutFence, bug != .cachedLeadership {
                return endLeadership(c, "the fence refused", isResigning: true)
            }
            fail(c, "the record was not written: \(refusal.code)")
        default: fail(c, "it is not known whether the record was written")
        }
    }

    private static func recordVersion(_ result: Transaction.Result) -> ZNodeVersion? {
        switch result {
        case .set(let stat): stat.version
        case .created: ZNodeVersion(rawValue: 0)
        case .deleted, .checked: nil
        }
    }

    mutating func afterCommit(_ step: Step?, _ c: Int) {
        guard let step else { return finish(c, isUnfinished: true) }
        act(step, c)
    }

    // MARK: - Telling and reading back

    private mutating func act(_ step: Step, _ c: Int) {
        guard settings.isGenuine, let since = controllers[c].leading?.since, now < since + Settings.callTimeout else {
            return tell(c, step, 0)
        }
        controllers[c].leading?.stage = .outwaiting(step)
        tick(c, .outwaited, after: since + Settings.callTimeout - now)
    }

    mutating func tell(_ c: Int, _ step: Step, _ replica: Int) {
        guard let epoch = controllers[c].leading?.epoch else { return }
        guard replica < replicas.count else { return readBack(c, step, 0) }
        guard holdsLease(c, for: Settings.callTimeout) else { return fail(c, "the lease is too short for a call") }
        checkSending(c)
        springTrap(on: c)
        controllers[c].leading?.stage = .telling(step, replica)
        call(c, .registry(replica, .set(step.slot, step.change.status, epoch: epoch)), for: .pass)
    }

    mutating func takeTold(_ answer: Answer, _ step: Step, _ replica: Int, _ c: Int) {
        switch answer {
        case .told, .unknownInstance: tell(c, step, replica + 1)
        case .staleEpoch:
            endLeadership(c, "the registry has seen a later leader", isResigning: true)
        case .failed(let why):
            guard !takeForFailure(step, c) else { return }
            controllers[c].leading?.facts.registries[replica].failure = why
            fail(c, why)
        default: fail(c, "the registry gave another kind of answer")
        }
    }

    private mutating func readBack(_ c: Int, _ step: Step, _ replica: Int) {
        guard bug != .answerBelieved else { return believe(step, c) }
        guard replica < replicas.count else {
            if step.isRepeated { setAlarm(c, after: .seconds(1)) }
            return finish(c, isUnfinished: !step.isRepeated)
        }
        controllers[c].leading?.stage = .readingBack(step, replica)
        call(c, .registry(replica, .reading(step.slot)), for: .pass)
    }

    mutating func takeReading(_ answer: Answer, _ step: Step, _ replica: Int, _ c: Int) {
        switch answer {
        case .entry(let entry, let revision):
            controllers[c].leading?.facts.registries[replica].generation += 1
            controllers[c].leading?.facts.registries[replica].entries[step.slot] = entry
            if replica == replicas.count - 1 { checker.unread[step.slot] = false }
            controllers[c].leading?.facts.registries[replica].advance(to: revision)
            readBack(c, step, replica + 1)
        case .failed(let why):
            controllers[c].leading?.facts.registries[replica].failure = why
            fail(c, why)
        default: fail(c, "the registry gave another kind of answer")
        }
    }
}
