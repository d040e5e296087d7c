import Coordination
import RolloutCore
import ZooKeeper

extension World {
    mutating func happen(_ event: InstanceEvent, to slot: Int, _ incarnation: Int) {
        guard incarnation == instances[slot].incarnation else { return }
        switch event {
        case .starts: start(slot)
        case .isReady:
            guard instances[slot].isRunning else { return }
            instances[slot].isReady = true
            instances[slot].returnedAt = now
            say("\(instances[slot].id) is ready")
        case .leaseEnds: evict(slot)
        case .enlists: enlist(slot)
        }
        noteServing()
    }

    /// Registers as every managed instance does: OUT_OF_SERVICE, unless its override is still known.
    mutating func start(_ slot: Int) {
        guard !instances[slot].isRunning else { return }
        instances[slot].isRunning = true
        instances[slot].isReady = false
        instances[slot].claim = .outOfService
        register(slot)
        say("\(instances[slot].id) starts")
        after(random.duration(500, 6_000), .instance(slot, incarnation: instances[slot].incarnation, .isReady))
    }

    mutating func register(_ slot: Int) {
        // While it had no member of its own it was of the other color alone.
        if instances[slot].isAmbiguous { instances[slot].ambiguousSince = now }
        if !instances[slot].isRegistered {
            instances[slot].isRegistered = true
            instances[slot].returnedAt = now
            bumpRevisions()
        }
        enlist(slot)
    }

    mutating func crash(_ slot: Int, restartAfter delay: Duration) {
        noteServing()
        instances[slot].incarnation += 1
        instances[slot].isRunning = false
        instances[slot].isReady = false
        say("\(instances[slot].id) crashes")
        let incarnation = instances[slot].incarnation
        after(settings.leaseDuration, .instance(slot, incarnation: incarnation, .leaseEnds))
        after(delay, .instance(slot, incarnation: incarnation, .starts))
    }

    /// Its lease is over: registration, override and member znode go. Nothing is evicted while ZooKeeper cannot agree.
    private mutating func evict(_ slot: Int) {
        guard !instances[slot].isRunning else { return }
        guard ensemble.hasQuorum || bug == .evictsWithoutQuorum else {
            let incarnation = instances[slot].incarnation
            return after(.seconds(1), .instance(slot, incarnation: incarnation, .leaseEnds))
        }
        instances[slot].isRegistered = false
        instances[slot].override = nil
        for replica in replicas.indices { replicas[replica].overrides[slot] = nil }
        bumpRevisions()
        enlist(slot)
        say("\(instances[slot].id) is evicted")
        checkEviction(slot)
    }

    func colors(of slot: Int) -> [Color] {
        instances[slot].isAmbiguous ? Color.allCases : [instances[slot].color]
    }

    // MARK: - Member znodes

    /// Has its member znodes as its registration has it; tries again while ZooKeeper cannot be asked.
    mutating func enlist(_ slot: Int) {
        for color in Color.allCases {
            let path = World.layout.member(color, instances[slot].id)
            let isWanted = instances[slot].isRegistered && colors(of: slot).contains(color)
            guard isWanted != (ensemble.znode(path) != nil) else { continue }
            var transaction = Transaction()
            if isWanted { transaction.create(path, Array("10.0.0.1:8080".utf8)) } else { transaction.delete(path) }
            guard writeBackstage(transaction) == nil else { continue }
            return after(.seconds(1), .instance(slot, incarnation: instances[slot].incarnation, .enlists))
        }
    }

    /// A write of the registry, an instance or an operator; nil when ZooKeeper could not be asked.
    mutating func writeBackstage(_ transaction: Transaction) -> Result<[Transaction.Result], SimulatedEnsemble.Failure>?
    {
        guard ensemble.hasQuorum else { return nil }
        if backstage == nil { backstage = openBackstage() }
        guard let session = backstage else { return nil }
        if ensemble.server(of: session) == nil, let server = (0..<ensemble.serverCount).first(where: ensemble.isServing)
        {
            ensemble.release(server)
            guard ensemble.connect(session, to: server, at: moment) == .accepted else { return nil }
        }
        switch ensemble.submit(.commit(transaction), from: session, at: moment).outcome {
        case .success(.committed(let results)): return .success(results)
        case .success: return nil
        case .failure(let failure): return failure.code == .connectionLoss ? nil : .failure(failure)
        }
    }

    private mutating func openBackstage() -> SessionID? {
        guard let server = (0..<ensemble.serverCount).first(where: ensemble.isServing) else { return nil }
        return ensemble.open(timeout: .seconds(40), on: server, at: moment)
    }

    // MARK: - What is true

    /// What the registry holds of it, once all replicas have learned it.
    func status(_ slot: Int) -> InstanceStatus? {
        guard instances[slot].isRegistered else { return nil }
        let claim = instances[slot].claim
        if claim == .down || claim == .starting { return claim }
        return instances[slot].override ?? claim
    }

    func status(_ slot: Int, at replica: Int) -> InstanceStatus? {
        guard instances[slot].isRegistered else { return nil }
        let claim = instances[slot].claim
        if claim == .down || claim == .starting { return claim }
        return replicas[replica].overrides[slot] ?? claim
    }

    /// UP in every replica and able to answer.
    func isServing(_ slot: Int) -> Bool {
        instances[slot].isRunning && instances[slot].isReady && status(slot) == .up
            && replicas.indices.allSatisfy { status(slot, at: $0) == .up }
    }

    /// As far as anybody can know: what died a moment ago may not have been noticed.
    func seemsServing(_ slot: Int) -> Bool {
        let isDisabled = checker.acknowledged[slot] == .outOfService
        return isServing(slot) || !isDisabled && now - instances[slot].lastServed < Settings.detection
    }

    mutating func noteServing() {
        for slot in instances.indices where instances[slot].isRunning && instances[slot].isReady {
            instances[slot].lastReady = now
            if isServing(slot) { instances[slot].lastServed = now }
        }
    }
}
