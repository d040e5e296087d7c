import Coordination
import RolloutCore
import ZooKeeper

extension World {
    mutating func beginFault(_ index: Int) {
        guard !areFaultsOver else { return }
        let fault = faults[index]
        noteServing()
        Report.count(fault.kind.rawValue, in: &report.faults)
        say("--- \(fault.kind.rawValue), target \(fault.target), for \(fault.duration)")
        after(fault.duration, .faultEnds(index))
        switch fault.kind {
        case .controllerCrash, .leaderCrash, .leaderPause, .leaderCutFromKeeper, .leaderCutFromRegistry, .sessionExpiry:
            hitController(fault)
        case .quorumLoss, .serverLag, .serverCrash: hitKeeper(fault)
        case .leaderPauseInStep, .quorumLossInStep: trap = fault
        case .replicaCrash, .replicaSlow, .replicaLag: hitReplica(fault)
        case .massLoss, .instanceCrash, .instanceFlap, .instanceDown, .colorCrash, .drift, .ambiguous:
            hitInstances(fault)
        case .readerAsleep: readers[fault.target % readers.count].isAsleep = true
        case .readerNew:
            // A policy that waits less than a cache lasts promises nothing to those who cache.
            addReader(isGateway: fault.target % 2 == 0 || settings.policy.readerCache != .automatic)
        }
        noteServing()
    }

    mutating func endFault(_ index: Int) {
        let fault = faults[index]
        noteServing()
        let c = hitControllers[index] ?? fault.target % controllers.count
        let replica = fault.target % replicas.count
        let slot = fault.target % instances.count
        switch fault.kind {
        case .controllerCrash, .leaderCrash: if !controllers[c].isRunning { startController(c) }
        case .leaderPause, .sessionExpiry, .instanceCrash, .colorCrash, .drift, .readerNew: break
        case .leaderCutFromKeeper: controllers[c].isCutFromKeeper = false
        case .leaderCutFromRegistry: controllers[c].isCutFromRegistry = false
        case .leaderPauseInStep: trap = nil
        case .quorumLoss, .quorumLossInStep, .serverCrash:
            trap = nil
            for server in 0..<ensemble.serverCount { ensemble.restore(server, at: moment) }
        case .serverLag: for server in 0..<ensemble.serverCount { ensemble.release(server) }
        case .replicaCrash: startReplica(replica)
        case .replicaSlow: replicas[replica].slowness = .zero
        case .replicaLag: replicas[replica].feedLag = .zero
        case .massLoss: for slot in instances.indices where instances[slot].isRunning { register(slot) }
        case .instanceFlap:
            if instances[slot].isRunning { instances[slot].isReady = true }
            instances[slot].returnedAt = now
        case .instanceDown:
            instances[slot].claim = .outOfService
            instances[slot].returnedAt = now
            bumpRevisions()
        case .ambiguous:
            guard instances[slot].isAmbiguous else { return }
            instances[slot].isAmbiguous = false
            instances[slot].ambiguousSince = nil
            enlist(slot)
        case .readerAsleep: readers[fault.target % readers.count].isAsleep = false
        }
        noteServing()
    }

    // MARK: - Controllers

    mutating func startController(_ c: Int) {
        controllers[c].incarnation += 1
        controllers[c].isRunning = true
        toController(c, .start, after: random.duration(10, 500))
    }

    private mutating func crashController(_ c: Int) {
        say("c\(c) crashes")
        controllers[c].incarnation += 1
        controllers[c].isRunning = false
        controllers[c].pausedUntil = now
        controllers[c].leading = nil
        controllers[c].session = nil
        controllers[c].openCalls = []
        controllers[c].formerlyStored = nil
    }

    private mutating func hitController(_ fault: Fault) {
        var c = fault.target % controllers.count
        if fault.kind != .controllerCrash, let leader = controllers.firstIndex(where: { $0.leading != nil }) {
            c = leader
        }
        if let index = faults.firstIndex(where: { $0.at == fault.at && $0.kind == fault.kind }) {
            hitControllers[index] = c
        }
        switch fault.kind {
        case .leaderPause: controllers[c].pausedUntil = now + fault.duration
        case .leaderCutFromKeeper:
            controllers[c].isCutFromKeeper = true
            if let session = controllers[c].session { ensemble.disconnect(session) }
        case .leaderCutFromRegistry: controllers[c].isCutFromRegistry = true
        case .sessionExpiry:
            guard let session = controllers[c].session, !settings.isGenuine else { return }
            ensemble.expire(session, at: moment)
            controllers[c].isSessionKilled = true
        default: crashController(c)
        }
    }

    // MARK: - ZooKeeper and the registry

    private mutating func hitKeeper(_ fault: Fault) {
        let server = fault.target % ensemble.serverCount
        switch fault.kind {
        case .quorumLoss, .quorumLossInStep:
            ensemble.cutOff(server, at: moment)
            ensemble.cutOff((server + 1) % ensemble.serverCount, at: moment)
        case .serverLag: ensemble.holdBack(server)
        default: if ensemble.servers.allSatisfy({ !$0.isCutOff }) { ensemble.cutOff(server, at: moment) }
        }
    }

    /// After a leader has asked its lease, and before its call leaves.
    mutating func springTrap(on c: Int) {
        guard let fault = trap else { return }
        trap = nil
        switch fault.kind {
        case .quorumLossInStep: hitKeeper(fault)
        // A genuine Eureka server knows of no epoch: only the lease keeps a late call from it.
        case .leaderPauseInStep where !settings.isGenuine: controllers[c].pausedUntil = now + fault.duration
        default: break
        }
    }

    private mutating func hitReplica(_ fault: Fault) {
        let replica = fault.target % replicas.count
        switch fault.kind {
        case .replicaSlow: replicas[replica].slowness = .milliseconds(50 + 37 * (fault.target % 40))
        case .replicaLag: replicas[replica].feedLag = .seconds(2)
        default: stopReplica(replica)
        }
    }

    // MARK: - Instances

    private mutating func hitInstances(_ fault: Fault) {
        let slot = fault.target % instances.count
        switch fault.kind {
        case .instanceFlap: instances[slot].isReady = false
        case .instanceDown:
            instances[slot].claim = .down
            bumpRevisions()
        case .instanceCrash: crash(slot, restartAfter: fault.duration)
        case .colorCrash:
            for other in instances.indices where instances[other].color == instances[slot].color {
                crash(other, restartAfter: fault.duration + .milliseconds(137 * other))
            }
        case .massLoss:
            for other in instances.indices where other % 3 != fault.target % 3 {
                instances[other].isRegistered = false
            }
            bumpRevisions()
        case .drift:
            let drifted: InstanceStatus = fault.target % 2 == 0 ? .up : .outOfService
            instances[slot].override = drifted
            checker.acknowledged[slot] = nil
            for replica in replicas.indices { replicas[replica].overrides[slot] = drifted }
            bumpRevisions()
        case .ambiguous:
            guard !instances[slot].isAmbiguous else { return }
            instances[slot].isAmbiguous = true
            instances[slot].ambiguousSince = now
            enlist(slot)
        default: break
        }
    }
}
