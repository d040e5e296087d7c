extension Pass {
    /// One instance of the destination after the other is made UP; the origin is not touched yet.
    mutating func enable(_ rollout: Rollout) -> Turn {
        let fleet = seen.fleets[rollout.destination]
        let serving = servingCount(of: fleet)
        let goal = rollout.goal ?? fleet.instances.count
        if let instance = nextToEnable(rollout, fleet, goal) {
            return change(
                .enable, instance,
                "enabling \(instance.id): \(serving) of \(fleet.instances.count) of \(fleet.color) serve")
        }
        let isComplete =
            rollout.isReversing ? serving == fleet.instances.count { !isAmbiguous($0) } : serving >= rollout.floor
        if isComplete && serving >= rollout.floor { return finishEnabling(rollout) }
        if let turn = waitForRegistries(asking: fleet) { return turn }
        let since = waitingSince(.waitingForInstance)
        guard now - since > policy.stepDeadline else {
            return waitForInstances(of: fleet, until: since + policy.stepDeadline)
        }
        // On the way back what is ready must do: the rest of the fleet may be dead for good.
        if rollout.isReversing && serving >= rollout.floor { return finishEnabling(rollout) }
        return loseDestination(rollout, fleet)
    }

    /// One that could not be enabled is tried again after all others, and only while there was progress lately: it must
    /// not keep the rest from serving.
    private func nextToEnable(_ rollout: Rollout, _ fleet: Fleet, _ goal: Int) -> Instance? {
        let candidates = fleet.inZoneOrder(for: .enable).filter { $0.canBeEnabled && !isAmbiguous($0) }
        // A batch is not made good with instances beyond it: one that fails is what the batch is there to show.
        let enabled = goal < fleet.instances.count ? fleet.instances.count { $0.isEnabled && !$0.isDisputed } : 0
        guard enabled < goal else { return nil }
        let givenUp = rollout.givenUp
        if let fresh = candidates.first(where: { !givenUp.contains($0.id) }) { return fresh }
        return now - rollout.lastProgress > policy.stepDeadline ? nil : candidates.first
    }

    private mutating func finishEnabling(_ rollout: Rollout) -> Turn {
        if let turn = waitForRegistries() { return turn }
        // Who fetched while the source was away must fetch again.
        let isKnown = record.longestServing.map { now >= $0.since + policy.blindPropagation } ?? false
        guard rollout.needsPropagation || rollout.isReversing && !isKnown else {
            enter(.disabling)
            return commit(.disabling, "\(rollout.destination) serves already: disabling \(rollout.origin)")
        }
        enter(.propagating)
        record.rollout?.awaited = seen.registries.compactMap { registry in
            guard case .available(let revision?, _, _) = registry.answer else { return nil }
            return Rollout.AwaitedRevision(registry: registry.name, revision: revision)
        }
        return commit(.waitingForReaders, "\(rollout.destination) is UP: waiting until every reader has fetched it")
    }

    func waitForInstances(of fleet: Fleet, until deadline: Timestamp) -> Turn {
        let obstacles = obstacles(of: fleet)
        let what =
            obstacles.isEmpty
            ? "\(fleet.color) has \(counted(fleet.instances.count, "instance")) only" : listed(then: obstacles)
        return hold(.waitingForInstance, "waiting for \(fleet.color): \(what)", until: deadline)
    }

    /// The color that was to serve does not: forward turns back, and back can only wait.
    mutating func loseDestination(_ rollout: Rollout, _ fleet: Fleet) -> Turn {
        if rollout.isReversing { return getStuck() }
        let obstacles = obstacles(of: fleet)
        let what = obstacles.isEmpty ? "instances of it are gone" : listed(then: obstacles)
        return fail("\(fleet.color) does not serve as it should: \(what)")
    }

    /// Whether what serves in place of the origin still does; the turn that deals with it when not.
    mutating func keepFloor(_ rollout: Rollout) -> Turn? {
        let fleet = seen.fleets[rollout.destination]
        guard servingCount(of: fleet) < rollout.floor else { return nil }
        let up = fleet.instances.count { $0.registration.status == .up }
        // Readers may have seen it leave, also while the registry could not be asked: they must fetch it again.
        if up < rollout.floor || fleet.instances.contains(where: { $0.canBeEnabled && !isAmbiguous($0) }) {
            enter(.enabling)
            record.rollout?.needsPropagation = true
            return commit(
                .waitingForInstance,
                "fewer than \(rollout.floor) of \(fleet.color) are known to be UP: enabling it again")
        }
        let since = waitingSince(.waitingForInstance)
        guard now - since > policy.stepDeadline else {
            return waitForInstances(of: fleet, until: since + policy.stepDeadline)
        }
        return loseDestination(rollout, fleet)
    }
}
