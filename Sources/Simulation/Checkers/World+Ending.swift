import RolloutCore

/// When faults have stopped, everything must come to the state that was asked for, and stay there.
extension World {
    mutating func stopFaults() {
        areFaultsOver = true
        freezes = []
        say("faults stop")
        for server in 0..<ensemble.serverCount {
            ensemble.restore(server, at: moment)
            ensemble.release(server)
        }
        for index in faults.indices { endFault(index) }
        for replica in replicas.indices {
            startReplica(replica)
            replicas[replica].slowness = .zero
            replicas[replica].feedLag = .zero
        }
        for c in controllers.indices {
            controllers[c].pausedUntil = min(controllers[c].pausedUntil, now)
            controllers[c].isCutFromKeeper = false
            controllers[c].isCutFromRegistry = false
            if !controllers[c].isRunning { startController(c) }
        }
        for slot in instances.indices { heal(slot) }
        for reader in readers.indices { readers[reader].isAsleep = false }
        if askedColor == nil, checker.record == nil { perform(.write(settings.active.rawValue)) }
        after(.seconds(1), .look)
    }

    private mutating func heal(_ slot: Int) {
        if instances[slot].isAmbiguous {
            instances[slot].isAmbiguous = false
            instances[slot].ambiguousSince = nil
            enlist(slot)
        }
        instances[slot].claim = .outOfService
        if !instances[slot].isRunning {
            start(slot)
        } else {
            instances[slot].isReady = true
            register(slot)
        }
    }

    mutating func lookForEnd() {
        if isSettled {
            checker.settledSince = checker.settledSince ?? now
        } else {
            checker.settledSince = nil
        }
        careForHeld()
        if let since = checker.settledSince, now - since > .seconds(10) {
            isDone = true
            return say("settled")
        }
        let limit = World.start + Settings.faultTime + settings.patience
        if now > limit {
            violate(.ends, "not settled \(settings.patience) after faults stopped: \(why)")
            isDone = true
            return
        }
        after(.seconds(1), .look)
    }

    /// Who paused a rollout comes back to it.
    private mutating func careForHeld() {
        guard let rollout = checker.record?.rollout, now - (checker.lastCare ?? World.start) > .seconds(20) else {
            return
        }
        guard rollout.pause != nil else { return }
        checker.lastCare = now
        switch random.below(3) {
        case 0: perform(.request(.resume))
        case 1: perform(.request(.abort))
        // The way back is free of the pause.
        default: perform(.write(rollout.source.rawValue))
        }
    }

    private var why: String {
        guard let leading = controllers.lazy.compactMap(\.leading).first else { return "nobody leads" }
        return leading.reason?.sentence ?? "nothing was decided"
    }

    /// Everything is as the record says, and the record as was asked.
    var isSettled: Bool {
        guard bug != .originalSystem else { return now - World.start > Settings.faultTime + .seconds(20) }
        guard let record = checker.record, record.rollout == nil, record.pending == nil else { return false }
        guard askedColor == record.serving, checker.openRequests.isEmpty else { return false }
        let isLeftAlone = settings.policy.drift == .report
        return instances.indices.allSatisfy { slot in
            let wanted: InstanceStatus = instances[slot].color == record.serving ? .up : .outOfService
            return replicas.indices.allSatisfy { replica in
                let status = status(slot, at: replica)
                if status == wanted || isLeftAlone && wanted == .up && status == .outOfService { return true }
                // The last that serves is left alone too, whatever its color.
                return isLeftAlone && status == .up && !isServed(record.serving)
            }
        }
    }

    private func isServed(_ color: Color) -> Bool {
        instances.indices.contains { slot in
            instances[slot].color == color && replicas.indices.allSatisfy { status(slot, at: $0) == .up }
        }
    }
}
