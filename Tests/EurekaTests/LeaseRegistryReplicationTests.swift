import Testing

@testable import Eureka

@Suite("Lease registry: what peers pass on")
struct LeaseRegistryReplicationTests {
    /// Registers by a peer's word.
    private func replicate(
        _ bench: inout Bench,
        _ status: EurekaStatus,
        dirty: Int64,
        order: EurekaStatus = .unknown,
        color: String? = nil,
        takesOrder: Bool = true
    ) {
        var instance = bench.instance(status, dirty: dirty, color: color)
        instance.overriddenStatus = order
        let change = bench.registry.replicatedRegistration(of: instance, takesOrder: takesOrder, now: bench.now)
        let isApplied = bench.registry.apply(change, now: bench.now)
        #expect(isApplied)
    }

    @Test("A peer's word moves an instance between UP and OUT_OF_SERVICE, where a client's own would not")
    func statusRule() {
        var bench = Bench()
        bench.register(.up, dirty: 1)
        replicate(&bench, .outOfService, dirty: 2)
        #expect(bench.shown == [.outOfService, .unknown])
        replicate(&bench, .up, dirty: 3)
        #expect(bench.shown == [.up, .unknown])
        #expect(bench.registry.instance(bench.key)?.lease.serviceUpTimestamp == bench.now)
    }

    @Test("An order comes with its instance when there is none here; the one that is here stays")
    func orders() {
        var bench = Bench()
        replicate(&bench, .outOfService, dirty: 1, order: .outOfService)
        #expect(bench.shown == [.outOfService, .outOfService])
        replicate(&bench, .up, dirty: 2, order: .up)
        #expect(bench.shown == [.outOfService, .outOfService])
        replicate(&bench, .down, dirty: 3, order: .up)
        #expect(bench.shown == [.down, .outOfService])
    }

    @Test(
        "A managed instance is enabled by the order that comes with it, and only when the peer may give orders",
        arguments: [true, false])
    func managed(_ takesOrder: Bool) {
        var bench = Bench()
        replicate(&bench, .up, dirty: 1, order: .up, color: "green", takesOrder: takesOrder)
        #expect(bench.shown == (takesOrder ? [.up, .up] : [.outOfService, .unknown]))
        var other = Bench()
        replicate(&other, .up, dirty: 1, color: "green", takesOrder: takesOrder)
        #expect(other.shown == [.outOfService, .unknown])
        // What was registered by the client itself gets the order of its peer too.
        var third = Bench()
        third.register(.up, dirty: 1, color: "green")
        replicate(&third, .up, dirty: 1, order: .up, color: "green", takesOrder: takesOrder)
        #expect(third.shown == (takesOrder ? [.up, .up] : [.outOfService, .unknown]))
    }

    @Test("Older data is not taken, the lease is; equal data with another lease's times is no change")
    func data() {
        var bench = Bench()
        replicate(&bench, .up, dirty: 10)
        let generation = bench.registry.generation
        bench.now += 1000
        var instance = bench.instance(.down, dirty: 9)
        var change = bench.registry.replicatedRegistration(of: instance, takesOrder: true, now: bench.now)
        var isApplied = bench.registry.apply(change, now: bench.now)
        #expect(!change.isVisible && isApplied)
        #expect(bench.registry.outlook(at: bench.now).next == bench.now + 90_000)
        instance = bench.instance(.up, dirty: 10)
        instance.lease.lastRenewalTimestamp = 7
        instance.lease.registrationTimestamp = 8
        instance.lease.evictionTimestamp = 9
        change = bench.registry.replicatedRegistration(of: instance, takesOrder: true, now: bench.now)
        isApplied = bench.registry.apply(change, now: bench.now)
        #expect(!change.isVisible && isApplied)
        #expect(bench.registry.generation == generation)
        instance.hostName = "elsewhere"
        change = bench.registry.replicatedRegistration(of: instance, takesOrder: true, now: bench.now)
        isApplied = bench.registry.apply(change, now: bench.now)
        #expect(change.isVisible && isApplied)
        #expect(bench.registry.instance(bench.key)?.lease.evictionTimestamp == 0)
    }

    @Test("Heartbeats: equal renews, newer must send the instance, older gets ours, and each of the three renews")
    func heartbeats() throws {
        var bench = Bench()
        func beat(_ dirty: Int64?) -> ReplicatedHeartbeat {
            bench.now += 1000
            return bench.registry.replicatedHeartbeat(bench.key, lastDirtyTimestamp: dirty, now: bench.now)
        }
        #expect(beat(10) == .unknown)
        bench.register(.up, dirty: 10)
        let table: [(Int64?, ReplicatedHeartbeat)] = [(10, .renewed), (nil, .renewed), (11, .outdated)]
        for (dirty, outcome) in table {
            #expect(beat(dirty) == outcome)
            #expect(bench.registry.outlook(at: bench.now).next == bench.now + 90_000)
        }
        guard case .conflict(let instance) = beat(9) else {
            Issue.record("no conflict")
            return
        }
        #expect(instance == bench.registry.instance(bench.key))
        #expect(bench.registry.outlook(at: bench.now).next == bench.now + 90_000)
    }

    @Test("The order a newer peer holds is taken over, but enables nobody who says DOWN, nor a stranger's managed one")
    func hints() {
        var bench = Bench()
        func hint(_ status: EurekaStatus, takesOrder: Bool = true) -> Bool {
            guard
                let change = bench.registry.overrideHint(for: bench.key, status, takesOrder: takesOrder, now: bench.now)
            else { return false }
            return bench.registry.apply(change, now: bench.now)
        }
        #expect(!hint(.up))
        bench.register(.up, dirty: 1)
        #expect(hint(.outOfService) && bench.shown == [.outOfService, .outOfService])
        #expect(!hint(.outOfService) && !hint(.unknown))
        bench.register(.down, dirty: 2)
        #expect(hint(.up) && bench.shown == [.down, .up])
        bench.register(.up, dirty: 3, color: "green")
        #expect(!hint(.outOfService, takesOrder: false) && hint(.outOfService))
    }
}
