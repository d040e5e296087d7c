import Testing

@testable import Eureka

/// Two lease registries, the second one told by a queue over a bad network.
private struct PeerWorld {
    static let ids = ["a", "b", "c", "d"]

    var here = LeaseRegistry()
    var there = LeaseRegistry()
    var queue = PeerQueue()
    var now: EpochMilliseconds = 1_000_000
    var dirty: Int64 = 1
    /// Knuth's generator, so that a seed says everything.
    var seed: UInt64

    mutating func draw(_ bound: Int) -> Int {
        seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int(seed >> 33) % bound
    }

    // MARK: Here

    mutating func actHere() {
        let key = InstanceKey(app: "svc", id: Self.ids[draw(Self.ids.count)])
        switch draw(6) {
        case 0, 1: register(key)
        case 2:
            if let change = here.cancellation(of: key), here.apply(change, now: now) { note(.cancelled, key) }
        case 3:
            order(key, here.statusChange(of: key, to: draw(2) == 0 ? .up : .outOfService, now: now))
        case 4:
            order(key, here.overrideRemoval(of: key, now: now))
        default:
            beat(key)
        }
    }

    private mutating func register(_ key: InstanceKey) {
        let status: EurekaStatus = [.up, .outOfService, .down, .starting][draw(4)]
        var info = InstanceInfo(app: "svc", id: key.id, hostName: "h", ipAddress: "1.1.1.1", port: 80, status: status)
        dirty += 1
        info.lastDirtyTimestamp = dirty
        // Two of them are managed.
        if key.id < "c" { info.metadata["color"] = draw(4) == 0 ? "green" : "blue" }
        let change = here.registration(of: info, now: now)
        if here.apply(change, now: now) { note(.registered, key) }
    }

    private mutating func order(_ key: InstanceKey, _ outcome: ChangeOutcome) {
        if case .change(let change) = outcome, here.apply(change, now: now) { note(.ordered, key) }
    }

    mutating func beat(_ key: InstanceKey) {
        guard let claim = here.record(of: key)?.claim else { return }
        let outcome = here.heartbeat(key, lastDirtyTimestamp: claim.lastDirtyTimestamp, now: now)
        if outcome == .renewed { note(.renewed, key) }
    }

    private mutating func note(_ change: PeerChange, _ key: InstanceKey) { queue.note(change, of: key, now: now) }

    // MARK: There

    /// Sends what is due; the network may lose the call or its answer.
    mutating func send(isReliable: Bool) {
        guard let entries = queue.next(now: now) else { return }
        let batch = queue.batch(entries) { here.instance($0) }
        // Something happens here while the call is under way.
        if !isReliable, draw(3) == 0 { actHere() }
        let fate = isReliable ? 3 : draw(5)
        if fate == 0 {
            _ = queue.settle(batch, .unreachable, now: now)
            return
        }
        let responses = batch.body.items.map { ReplicationAnswer.Response(done($0)) }
        let isHeard = fate > 1
        _ = queue.settle(batch, isHeard ? .answered(.init(responses: responses)) : .busy, now: now)
    }

    private mutating func done(_ item: ReplicationItem) -> Int {
        switch item.action {
        case .register:
            guard let instance = item.instance else { return 500 }
            let change = there.replicatedRegistration(of: instance, takesOrder: true, now: now)
            return there.apply(change, now: now) ? 200 : 500
        case .heartbeat:
            let outcome = there.replicatedHeartbeat(item.key, lastDirtyTimestamp: item.lastDirtyTimestamp, now: now)
            return outcome == .renewed ? 200 : 404
        case .statusUpdate:
            guard let status = item.status else { return 500 }
            return applied(there.statusChange(of: item.key, to: status, now: now))
        case .deleteStatusOverride:
            return applied(there.overrideRemoval(of: item.key, hint: item.status, now: now))
        case .cancel:
            guard let change = there.cancellation(of: item.key) else { return 404 }
            return there.apply(change, now: now) ? 200 : 500
        }
    }

    private mutating func applied(_ outcome: ChangeOutcome) -> Int {
        guard case .change(let change) = outcome else { return 404 }
        return there.apply(change, now: now) ? 200 : 500
    }

    /// Time passes, and leases run out on both sides.
    mutating func pass(_ milliseconds: Int64) {
        now += milliseconds
        here.evict(here.outlook(at: now).expired.map(\.key), now: now)
        there.evict(there.outlook(at: now).expired.map(\.key), now: now)
    }

    /// The other registry loses everything it had.
    mutating func restartThere() { there = LeaseRegistry() }

    func shown(_ registry: LeaseRegistry) -> [String] {
        registry.applications.applications.flatMap(\.instances).map {
            "\($0.effectiveID) \($0.status) \($0.overriddenStatus) \($0.lastDirtyTimestamp) \($0.metadata)"
        }
    }
}

@Suite("A peer over a bad network")
struct PeerConvergenceTests {
    @Test(
        "When the faults stop and each instance has renewed for a lease's time, both show the same", arguments: 1...300)
    func convergence(_ seed: Int) {
        var world = PeerWorld(seed: UInt64(seed))
        for _ in 0..<120 {
            // Now and then both are alone for longer than most things are worth telling.
            world.pass(world.draw(40) == 0 ? 60_000 : Int64(world.draw(400)))
            world.actHere()
            if world.draw(2) == 0 { world.send(isReliable: false) }
            if world.draw(40) == 0 { world.restartThere() }
        }
        for _ in 0..<4 {
            world.pass(30_000)
            for id in PeerWorld.ids { world.beat(InstanceKey(app: "svc", id: id)) }
            for _ in 0..<20 {
                world.pass(50)
                world.send(isReliable: true)
            }
        }
        #expect(world.queue.count == 0)
        #expect(world.shown(world.there) == world.shown(world.here))
    }
}
