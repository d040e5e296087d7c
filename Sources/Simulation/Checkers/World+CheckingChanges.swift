import Coordination
import RolloutCore
import ZooKeeper

/// What must hold of each change of status that the registry accepts.
extension World {
    func seemingToServe() -> SlotSet {
        var slots = SlotSet()
        for slot in instances.indices where seemsServing(slot) { slots[slot] = true }
        return slots
    }

    mutating func checkChange(_ change: AcceptedChange, _ before: SlotSet) {
        report.changes += 1
        if checker.acknowledged[change.slot] != change.status { checker.changedAt[change.slot] = now }
        checker.acknowledged[change.slot] = change.status
        let name = "\(instances[change.slot].id) \(change.status) of c\(change.controller)"
        checkHand(change, name)
        if settings.isIdle { violate(.levelNotEdge, "\(name), although everything was as asked") }
        if !ensemble.hasQuorum, !settings.isGenuine { violate(.failStatic, "\(name) without a quorum of ZooKeeper") }
        let after = seemingToServe()
        noteCapacity()
        checkScope(change, name)
        if change.status == .outOfService { checkDisabling(change, name, before, after) }
        if change.status == .up { checkEnabling(change, name) }
        guard bug != .originalSystem else { return }
        checkHeldChange(change, name)
        checkPending(change, name)
        checkTransitions(change, name)
    }

    private mutating func checkHand(_ change: AcceptedChange, _ name: String) {
        if change.epoch < checker.highestEpoch {
            violate(.oneHand, "\(name) in epoch \(change.epoch), after a change in epoch \(checker.highestEpoch)")
        }
        checker.highestEpoch = max(checker.highestEpoch, change.epoch)
        guard !settings.isGenuine, let epoch = ensemble.znode(ZNodeLayout.epoch)?.stat.version.rawValue else { return }
        if change.epoch != Int64(epoch) {
            violate(.oneHand, "\(name) in epoch \(change.epoch), while \(epoch) is in force")
        }
    }

    /// What a fault has stopped could not serve, whatever we decided.
    private mutating func noteCapacity() {
        let color = checker.record?.serving ?? settings.active
        let size = instances.count { $0.color == color && $0.isRunning && $0.isReady }
        guard size > 0 else { return }
        let serving = instances.indices.count { isServing($0) }
        report.lowestCapacity = min(report.lowestCapacity, Double(serving) / Double(size))
    }

    private mutating func checkScope(_ change: AcceptedChange, _ name: String) {
        if let since = instances[change.slot].ambiguousSince, now - since > Settings.detection {
            violate(.scope, "\(name), which is in both colors")
        }
        guard let rollout = checker.record?.rollout else { return }
        let color = instances[change.slot].color
        if change.status == .outOfService, color != rollout.origin {
            violate(.scope, "\(name), which is not of \(rollout.origin), the color to be disabled")
        }
        if change.status == .up, color != rollout.destination {
            violate(.scope, "\(name), which is not of \(rollout.destination), the color to be enabled")
        }
    }

    private mutating func checkDisabling(
        _ change: AcceptedChange, _ name: String, _ before: SlotSet, _ after: SlotSet
    ) {
        guard before[change.slot] else { return }
        if after.isEmpty { violate(.neverDark, "\(name) left nothing serving") }
        // What a registry lost a moment ago is taken to serve, also by those who have fetched meanwhile that it does not.
        var vanished = SlotSet()
        for slot in instances.indices where status(slot) != .up || hasJustReturned(slot) { vanished[slot] = true }
        for reader in readers {
            guard let fetched = reader.lastFetch, now - fetched < reader.patience else { continue }
            if let since = reader.returnedAt, now - since < .seconds(70) { continue }
            let left = reader.routes.union(vanished).intersection(after)
            guard !reader.routes.intersection(before).isEmpty, left.isEmpty else { continue }
            violate(.neverDark, "\(name) left \(reader.address) with nothing to route to that serves")
        }
        guard let rollout = checker.record?.rollout, instances[change.slot].color == rollout.origin else { return }
        let serving = instances.indices.count { instances[$0].color == rollout.destination && after[$0] }
        if serving < rollout.floor {
            violate(.floor, "\(name) while \(serving) of \(rollout.destination) serve and \(rollout.floor) must")
        }
        guard let minimum = rollout.policy.minHealthy?.resolved(of: rollout.sourceSize), !rollout.isReversing else {
            return
        }
        // One that serves no more takes nothing away.
        let instance = instances[change.slot]
        let hasServed =
            change.before == .up && instance.isRunning && instance.isReady && !hasJustReturned(change.slot)
        if hasServed, after.count < minimum {
            violate(.floor, "\(name) left \(after.count) serving, and the policy's floor is \(minimum)")
        }
    }

    private func hasJustReturned(_ slot: Int) -> Bool { now - instances[slot].returnedAt < Settings.detection }

    private mutating func checkEnabling(_ change: AcceptedChange, _ name: String) {
        guard change.before != .up, now - instances[change.slot].lastReady > Settings.detection else { return }
        violate(.neverDark, "\(name), which has not been ready for \((now - instances[change.slot].lastReady))")
    }

    /// What is done must be in ZooKeeper before.
    private mutating func checkPending(_ change: AcceptedChange, _ name: String) {
        guard !settings.isGenuine else { return }
        let pending = checker.record?.pending
        guard pending?.instance != instances[change.slot].id || pending?.status != change.status else { return }
        violate(.nothingForgotten, "\(name), while the record has \(pending.map { "\($0)" } ?? "nothing") in hand")
    }

    /// Another instance may not be on its way between two states that every replica shows, unless it was given up.
    private mutating func checkTransitions(_ change: AcceptedChange, _ name: String) {
        defer { checker.unread[change.slot] = true }
        guard let rollout = checker.record?.rollout else { return }
        for slot in instances.indices where slot != change.slot && checker.unread[slot] && instances[slot].isRegistered
        {
            if isGivenUp(slot, in: rollout) { continue }
            violate(.oneAtATime, "\(name), while nobody has looked at what became of \(instances[slot].id)")
        }
        guard replicas.allSatisfy(\.isUp) else { return }
        for slot in instances.indices where slot != change.slot {
            guard checker.acknowledged[slot] != nil, instances[slot].isRegistered else { continue }
            let isDisputed = replicas.indices.contains { status(slot, at: $0) != status(slot, at: 0) }
            let id = instances[slot].id
            guard isDisputed, !isGivenUp(slot, in: rollout) else { continue }
            violate(.oneAtATime, "\(name), while \(id) is between two states")
        }
    }

    /// Where instances and readers are well, a step may be given up only when its time is over or the rollout turned.
    private func isGivenUp(_ slot: Int, in rollout: Rollout) -> Bool {
        let id = instances[slot].id
        guard rollout.steps.contains(where: { $0.instance == id && !$0.isVerified }) else { return false }
        guard faults.allSatisfy({ Fault.Kind.ofControllers.contains($0.kind) }) else { return true }
        let since = checker.changedAt[slot]
        return checker.turnedAt >= since || now - since > rollout.policy.stepDeadline + .seconds(-3)
    }

    mutating func checkEviction(_ slot: Int) {
        checker.acknowledged[slot] = nil
        if !ensemble.hasQuorum { violate(.failStatic, "\(instances[slot].id) was evicted without a quorum") }
    }

    mutating func checkOverrides() {
        for slot in instances.indices {
            guard let status = checker.acknowledged[slot], instances[slot].override != status else { continue }
            violate(.nothingForgotten, "the registry forgot that \(instances[slot].id) was made \(status)")
            checker.acknowledged[slot] = nil
        }
    }
}
