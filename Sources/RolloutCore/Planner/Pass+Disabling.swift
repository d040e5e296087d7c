extension Pass {
    /// One instance of the origin after the other is made OUT_OF_SERVICE, while the destination keeps its floor.
    mutating func disable(_ rollout: Rollout) -> Turn {
        if let turn = keepFloor(rollout) { return turn }
        let fleet = seen.fleets[rollout.origin]
        let left = fleet.instances.count { $0.isEnabled && !isAmbiguous($0) }
        let next = left > rollout.kept ? nextToDisable(fleet) : nil
        if let turn = waitForDrain(rollout, beside: next == nil ? 1 : policy.maxInTransition) { return turn }
        if let instance = next {
            if let turn = keepCapacity(rollout, without: instance) { return turn }
            return change(
                .disable, instance,
                "disabling \(instance.id): \(left) of \(fleet.instances.count) of \(fleet.color) still UP")
        }
        if let turn = waitForRegistries(asking: fleet) { return turn }
        if let turn = disableDeparted(rollout, fleet) { return turn }
        let count = servingCount(of: seen.fleets[rollout.destination])
        guard rollout.isLastBatch else { return beginNextBatch(rollout, serving: count) }
        if rollout.isReversing {
            let why = rollout.reversalReason.map { ": \($0)" } ?? ""
            return conclude(.rolledBack, "\(rollout.source) serves again with \(counted(count, "instance"))\(why)")
        }
        if soaks(rollout) {
            enter(.soaking)
            return commit(.soaking, soakingSentence(rollout))
        }
        return complete(rollout)
    }

    /// Whoever died, or is cut off from ZooKeeper, is routed to until its lease has run out, and longer when many are gone at
    /// once. One that does not take it holds up nothing.
    private func disableDeparted(_ rollout: Rollout, _ fleet: Fleet) -> Turn? {
        guard rollout.isLastBatch else { return nil }
        let failed = rollout.steps.filter { !$0.isVerified && $0.at >= rollout.phaseSince }.map(\.instance)
        guard let instance = fleet.departed.first(where: { $0.isEnabled && !failed.contains($0.id) }) else {
            return nil
        }
        return change(.disable, instance, "disabling \(instance.id): it has left \(fleet.color), and is still UP")
    }

    mutating func complete(_ rollout: Rollout) -> Turn {
        let count = servingCount(of: seen.fleets[rollout.destination])
        return conclude(
            .completed, "\(rollout.target) serves with \(counted(count, "instance")); \(rollout.source) stands by")
    }

    /// The one given up a moment ago comes after the others.
    private func nextToDisable(_ fleet: Fleet) -> Instance? {
        let candidates = fleet.inZoneOrder(for: .disable).filter { $0.isEnabled && !isAmbiguous($0) }
        return candidates.first { $0.id != givenUp } ?? candidates.first
    }

    private mutating func beginNextBatch(_ rollout: Rollout, serving: Int) -> Turn {
        record.rollout?.beginNextBatch()
        enter(.enabling)
        let next = record.rollout ?? rollout
        return commit(
            .enabling,
            "\(counted(serving, "instance")) of \(rollout.destination) took over: \(next.batchName) is \(next.floor)")
    }

    /// Steps that were made so short a while ago that their instance may still have requests to finish.
    private func waitForDrain(_ rollout: Rollout, beside limit: Int) -> Turn? {
        guard policy.drain > .zero else { return nil }
        let origin = seen.fleets[rollout.origin]
        let draining = rollout.steps.reversed().prefix { $0.at + policy.drain > now }
            // After a turn those of the other color serve again.
            .filter { $0.change == .disable && $0.isVerified && origin.instance($0.instance) != nil }
        guard draining.count >= limit, let oldest = draining.last else { return nil }
        return hold(
            .draining, "draining \(oldest.instance) for \(policy.drain.text)", until: oldest.at + policy.drain)
    }

    /// How many of the destination are only to be enabled in order to serve, but for those that could not be.
    private func couldServe(_ rollout: Rollout, _ destination: Fleet) -> Int {
        let failed = rollout.steps.filter { $0.change == .enable && !$0.isVerified && $0.at >= rollout.directionSince }
        return destination.instances.count { instance in
            instance.canBeEnabled && !isAmbiguous(instance) && !failed.contains { $0.instance == instance.id }
        }
    }

    /// The policy's floor: what both colors serve with together. On the way back no more than the source can give.
    private mutating func keepCapacity(_ rollout: Rollout, without instance: Instance) -> Turn? {
        guard let minimum = policy.minHealthy else { return nil }
        let destination = seen.fleets[rollout.destination]
        var floor = minimum.resolved(of: rollout.sourceSize)
        let idle = couldServe(rollout, destination)
        if rollout.isReversing { floor = min(floor, destination.servingCount + idle) }
        let serving = servingCount(of: destination) + servingCount(of: seen.fleets[rollout.origin])
        guard instance.isServing, serving - 1 < floor else { return nil }
        if rollout.isLastBatch, idle > 0 {
            enter(.enabling)
            record.rollout?.needsPropagation = true
            return commit(
                .waitingForInstance,
                "more of \(destination.color) can serve than do: enabling them for the floor of \(floor)")
        }
        let since = waitingSince(.waitingForInstance)
        let sentence = "\(counted(serving, "instance")) serve, and the floor is \(floor)"
        guard now - since > policy.stepDeadline, !rollout.isReversing else {
            return hold(
                .waitingForInstance, "\(instance.id) stays UP: \(sentence)", until: since + policy.stepDeadline)
        }
        return fail("the floor cannot be kept: \(sentence)")
    }
}
