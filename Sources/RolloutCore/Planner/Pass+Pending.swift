extension Pass {
    /// The step in hand comes first: it is verified, repeated or given up before anything else is done.
    mutating func settlePending() -> Turn? {
        guard let pending = record.pending else { return nil }
        let fleet = seen.fleets[pending.color]
        let found = fleet.instance(pending.instance) ?? fleet.departed.first { $0.id == pending.instance }
        guard let instance = found, instance.registration != .missing else {
            settle(pending, isVerified: false)
            return nil
        }
        if pending.isVerified(by: instance) {
            settle(pending, isVerified: true)
            return nil
        }
        let again = now + .seconds(1)
        if case .unavailable(let why) = instance.registration {
            return hold(.waitingForRegistry, "cannot verify that it is done to \(pending): \(why)", until: again)
        }
        if isObsolete(pending, instance) || isUnsafe(pending, instance) || now - pending.since > policy.stepDeadline {
            settle(pending, isVerified: false)
            return nil
        }
        if case .registered(let status, let override) = instance.registration, override == pending.status {
            return hold(
                .waitingForInstance, "waiting for \(pending.instance), which reports itself \(status)", until: again)
        }
        let reason = Reason(
            pending.kind == .enable ? .enabling : .disabling, "repeating to \(pending): the registry does not show it")
        return Turn(move: .change(pending), reason: reason)
    }

    private mutating func settle(_ pending: StatusChange, isVerified: Bool) {
        record.pending = nil
        let step = StepRecord(change: pending.kind, instance: pending.instance, at: now, isVerified: isVerified)
        record.rollout?.append(step)
        if !isVerified { givenUp = pending.instance }
        if pending.kind == .enable && pending.color == record.rollout?.destination {
            record.rollout?.needsPropagation = true
        }
    }

    /// What is no longer wanted must not hold up the way to what is.
    private func isObsolete(_ pending: StatusChange, _ instance: Instance) -> Bool {
        if let rollout = record.rollout {
            // Decided on in the other direction, before it turned around.
            let isForDestination = pending.color == rollout.destination
            if isForDestination != (pending.kind == .enable) { return true }
        }
        guard case .asked(let intent) = seen.intent else { return false }
        guard let rollout = record.rollout else { return intent.color != record.serving && !instance.isDisputed }
        return intent.revision != rollout.revision && intent.color != rollout.destination
    }

    /// A step decided on a while ago must be as safe now as it was then: what was to serve instead may have died since.
    private func isUnsafe(_ pending: StatusChange, _ instance: Instance) -> Bool {
        if isAmbiguous(instance) { return true }
        if pending.kind == .enable {
            guard case .unready = instance.readiness else { return false }
            return !instance.isEnabled
        }
        return servingCount(of: seen.fleets[pending.color.opposite]) < record.rollout?.floor ?? 1
    }
}
