extension Pass {
    func bakes(_ rollout: Rollout) -> Bool { policy.strategy.bake > .zero && waitsForLooks(rollout) }

    func soaks(_ rollout: Rollout) -> Bool { policy.strategy.soak > .zero && waitsForLooks(rollout) }

    private func waitsForLooks(_ rollout: Rollout) -> Bool {
        !rollout.isReversing && !rollout.isRollback && !rollout.isPromotedFully
    }

    /// The batch serves beside the source: whether it serves well is looked at before the source gives way.
    mutating func bake(_ rollout: Rollout) -> Turn {
        if let turn = keepLooking(rollout) ?? analyse(rollout) { return turn }
        if let turn = look(.baking, for: policy.strategy.bake, bakingSentence(rollout)) { return turn }
        if let turn = waitForChecks(.baking, bakingSentence(rollout)) { return turn }
        return finishBaking(rollout)
    }

    /// The target serves alone, and the source stands by.
    mutating func soak(_ rollout: Rollout) -> Turn {
        if let turn = keepLooking(rollout) ?? analyse(rollout) { return turn }
        if let turn = look(.soaking, for: policy.strategy.soak, soakingSentence(rollout)) { return turn }
        if let turn = waitForChecks(.soaking, soakingSentence(rollout)) { return turn }
        return complete(rollout)
    }

    mutating func finishBaking(_ rollout: Rollout) -> Turn {
        enter(.disabling)
        return commit(
            .disabling, "\(rollout.batchName) of \(rollout.destination) serves well: disabling \(rollout.origin)")
    }

    func bakingSentence(_ rollout: Rollout) -> String {
        "baking \(rollout.batchName) of \(rollout.destination) for \(policy.strategy.bake.text)"
    }

    func soakingSentence(_ rollout: Rollout) -> String {
        "soaking \(rollout.destination) for \(policy.strategy.soak.text)"
    }

    /// What is looked at must go on serving. What somebody else has taken out is put back, a failure is waited for once.
    private mutating func keepLooking(_ rollout: Rollout) -> Turn? {
        if let turn = waitForRegistries() {
            record.rollout?.looked.stop()
            return turn
        }
        let fleet = seen.fleets[rollout.destination]
        guard servingCount(of: fleet) < rollout.floor else { return nil }
        record.rollout?.looked.stop()
        let enabled = rollout.steps.lazy.filter { $0.change == .enable && $0.isVerified }.map(\.instance)
        let wasTakenOut = { (instance: Instance) in
            instance.canBeEnabled && !isAmbiguous(instance) && enabled.contains(instance.id)
        }
        if fleet.instances.contains(where: wasTakenOut) {
            enter(.enabling)
            record.rollout?.needsPropagation = true
            return commit(
                .waitingForInstance, "fewer than \(rollout.floor) of \(fleet.color) are UP: enabling it again")
        }
        return waitOrFail(rollout, fleet)
    }

    /// Waits as long as for a step, then it has failed.
    private mutating func waitOrFail(_ rollout: Rollout, _ fleet: Fleet) -> Turn {
        let since = waitingSince(.waitingForInstance)
        guard now - since > policy.stepDeadline else {
            return waitForInstances(of: fleet, until: since + policy.stepDeadline)
        }
        return loseDestination(rollout, fleet)
    }

    /// Adds up the time that was looked at, and remembers it now and then.
    private mutating func look(_ code: Reason.Code, for duration: Duration, _ sentence: String) -> Turn? {
        guard let looked = record.rollout?.looked else { return nil }
        let total = looked.total(at: now)
        guard total < duration else { return nil }
        if looked.last.map({ now - $0 >= LookClock.interval || now < $0 }) ?? true {
            record.rollout?.looked.look(at: now)
        }
        let next = now + min(LookClock.interval, duration - total)
        return hold(code, sentence, until: min(next, nextMeasurement ?? next))
    }

    // MARK: - Paused

    /// Makes no step forward. What serves is looked at all the same: a pause must not hold up the way back.
    mutating func stayPaused(_ rollout: Rollout, _ pause: Rollout.Pause) -> Turn {
        let fleet = seen.fleets[rollout.destination]
        let mustServe = [.propagating, .baking, .disabling, .soaking].contains(rollout.phase)
        if mustServe, policy.rollsBackByItself, servingCount(of: fleet) < rollout.floor,
            waitForRegistries(asking: fleet) == nil
        {
            return waitOrFail(rollout, fleet)
        }
        if policy.rollsBackByItself, let why = failedCheck(rollout) { return reverse(why) }
        return hold(.paused, pause.sentence)
    }
}
