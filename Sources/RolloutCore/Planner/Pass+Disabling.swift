extension Pass {
    /// One instance of the origin after the other is made OUT_OF_SERVICE, while the destination keeps its floor.
    mutating func disable(_ rollout: Rollout) -> Turn {
        if let turn = keepFloor(rollout) { return turn }
        if let turn = waitForDrain(rollout) { return turn }
        let fleet = seen.fleets[rollout.origin]
        if let instance = nextToDisable(fleet) {
            let left = fleet.instances.count { $0.isEnabled }
            return change(
                .disable, instance,
                "disabling \(instance.id): \(left) of \(fleet.instances.count) of \(fleet.color) still UP")
        }
        if let turn = waitForRegistries(asking: fleet) { return turn }
        let count = seen.fleets[rollout.destination].servingCount
        if rollout.isReversing {
            let why = rollout.reversalReason.map { ": \($0)" } ?? ""
            return conclude(.rolledBack, "\(rollout.source) serves again with \(counted(count, "instance"))\(why)")
        }
        return conclude(
            .completed, "\(rollout.target) serves with \(counted(count, "instance")); \(rollout.source) stands by")
    }

    /// The one given up a moment ago comes after the others.
    private func nextToDisable(_ fleet: Fleet) -> Instance? {
        let candidates = fleet.instances.lazy.filter { $0.isEnabled && !isAmbiguous($0) }
        return candidates.first { $0.id != givenUp } ?? candidates.first
    }

    private func waitForDrain(_ rollout: Rollout) -> Turn? {
        guard policy.drain > .zero, let last = rollout.steps.last, last.change == .disable, last.isVerified else {
            return nil
        }
        let until = last.at + policy.drain
        guard now < until else { return nil }
        return hold(.draining, "draining \(last.instance) for \(policy.drain)", until: until)
    }
}
