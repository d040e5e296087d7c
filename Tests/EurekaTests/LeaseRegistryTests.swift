import Testing

@testable import Eureka

/// A registry with a clock to hand, driven the way a shell does it: compute, then apply.
struct Bench {
    var registry = LeaseRegistry()
    var now: EpochMilliseconds = 1_000_000
    let key = InstanceKey(app: "svc", id: "a")

    func instance(_ status: EurekaStatus, dirty: Int64, color: String? = nil) -> InstanceInfo {
        var instance = InstanceInfo(app: "svc", id: "a", hostName: "h", ipAddress: "1.1.1.1", port: 80, status: status)
        instance.lastDirtyTimestamp = dirty
        if let color { instance.metadata["color"] = color }
        return instance
    }

    mutating func register(_ status: EurekaStatus, dirty: Int64, color: String? = nil) {
        let change = registry.registration(of: instance(status, dirty: dirty, color: color), now: now)
        let isApplied = registry.apply(change, now: now)
        #expect(isApplied)
    }

    mutating func apply(_ outcome: ChangeOutcome) {
        guard case .change(let change) = outcome else {
            Issue.record("no change: \(outcome)")
            return
        }
        let isApplied = registry.apply(change, now: now)
        #expect(isApplied)
    }

    mutating func set(_ status: EurekaStatus) {
        apply(registry.statusChange(of: key, to: status, now: now))
    }

    /// Effective status and override, as a client sees them.
    var shown: [EurekaStatus] {
        registry.instance(key).map { [$0.status, $0.overriddenStatus] } ?? []
    }
}

@Suite("Lease registry: statuses")
struct LeaseRegistryStatusTests {
    @Test("An enabled instance stays UP whatever it claims between UP and OUT_OF_SERVICE, and DOWN wins")
    func blueGreenCase() {
        var bench = Bench()
        bench.register(.outOfService, dirty: 10)
        #expect(bench.shown == [.outOfService, .unknown])
        bench.set(.up)
        #expect(bench.shown == [.up, .up])
        #expect(bench.registry.instance(bench.key)?.actionType == .modified)
        #expect((bench.registry.instance(bench.key)?.lease.serviceUpTimestamp ?? 0) > 0)
        #expect(bench.registry.heartbeat(bench.key, lastDirtyTimestamp: 10, now: bench.now) == .renewed)
        bench.register(.outOfService, dirty: 11)
        #expect(bench.shown == [.up, .up])
        bench.register(.down, dirty: 12)
        #expect(bench.shown == [.down, .up])
        bench.register(.up, dirty: 13)
        #expect(bench.shown == [.up, .up])
    }

    @Test("Without an override a client moves between UP and OUT_OF_SERVICE only through another status")
    func leaseExists() {
        var bench = Bench()
        bench.register(.outOfService, dirty: 1)
        bench.register(.up, dirty: 2)
        #expect(bench.shown == [.outOfService, .unknown])
        bench.register(.starting, dirty: 3)
        bench.register(.up, dirty: 4)
        #expect(bench.shown == [.up, .unknown])
    }

    @Test("Taking an override back restores the client's own status at once, or the hint")
    func removal() {
        var bench = Bench()
        bench.register(.up, dirty: 1)
        bench.set(.outOfService)
        #expect(bench.shown == [.outOfService, .outOfService])
        bench.apply(bench.registry.overrideRemoval(of: bench.key, now: bench.now))
        #expect(bench.shown == [.up, .unknown])
        bench.set(.outOfService)
        bench.apply(bench.registry.overrideRemoval(of: bench.key, hint: .down, now: bench.now))
        #expect(bench.shown == [.down, .unknown])
    }

    @Test("A managed instance is OUT_OF_SERVICE unless enabled; DOWN passes through; its own hint does not enable it")
    func managed() {
        var bench = Bench()
        bench.register(.up, dirty: 1, color: "green")
        #expect(bench.shown == [.outOfService, .unknown])
        bench.set(.up)
        #expect(bench.shown == [.up, .up])
        bench.register(.down, dirty: 2, color: "green")
        #expect(bench.shown == [.down, .up])
        bench.set(.up)
        #expect(bench.shown == [.down, .up])
        bench.register(.up, dirty: 3, color: "green")
        #expect(bench.shown == [.up, .up])
        bench.apply(bench.registry.overrideRemoval(of: bench.key, hint: .up, now: bench.now))
        #expect(bench.shown == [.outOfService, .unknown])
        var cheat = bench.instance(.up, dirty: 4, color: "green")
        cheat.overriddenStatus = .up
        let isApplied = bench.registry.apply(bench.registry.registration(of: cheat, now: bench.now), now: bench.now)
        #expect(isApplied)
        #expect(bench.shown == [.outOfService, .unknown])
    }

    @Test("An order that an instance gave itself while it had no color does not enable it when it has one")
    func selfOrder() {
        var bench = Bench()
        var cheat = bench.instance(.up, dirty: 1)
        cheat.overriddenStatus = .up
        let isApplied = bench.registry.apply(bench.registry.registration(of: cheat, now: bench.now), now: bench.now)
        #expect(isApplied)
        #expect(bench.shown == [.up, .up])
        bench.register(.up, dirty: 2, color: "green")
        #expect(bench.shown == [.outOfService, .unknown])
        // Nor by way of a color that is none.
        bench.register(.up, dirty: 3)
        bench.set(.up)
        bench.register(.up, dirty: 4, color: "red")
        bench.register(.up, dirty: 5, color: "green")
        #expect(bench.shown == [.outOfService, .unknown])
    }

    @Test("Overrides of equal ids in two apps stay apart, and go with a cancel")
    func perApp() {
        var bench = Bench()
        bench.register(.outOfService, dirty: 1)
        var other = bench.instance(.outOfService, dirty: 1)
        other.app = "other"
        let isApplied = bench.registry.apply(bench.registry.registration(of: other, now: bench.now), now: bench.now)
        #expect(isApplied)
        bench.set(.up)
        #expect(bench.registry.instance(InstanceKey(app: "OTHER", id: "a"))?.status == .outOfService)
        if let change = bench.registry.cancellation(of: bench.key) {
            let isApplied = bench.registry.apply(change, now: bench.now)
            #expect(isApplied)
        }
        #expect(bench.shown == [])
        bench.register(.outOfService, dirty: 2)
        #expect(bench.shown == [.outOfService, .unknown])
    }

    @Test("Operator's metadata outlives the next registration")
    func overlay() {
        var bench = Bench()
        bench.register(.up, dirty: 1)
        bench.apply(bench.registry.metadataChange(of: bench.key, adding: ["k": "v"], now: bench.now))
        bench.register(.up, dirty: 2)
        #expect(bench.registry.instance(bench.key)?.metadata == ["k": "v"])
    }

    @Test("An older claim is not taken, an equal one changes nothing, a newer one is")
    func claims() {
        var bench = Bench()
        bench.register(.up, dirty: 10)
        let generation = bench.registry.generation
        var moved = bench.instance(.up, dirty: 9)
        moved.hostName = "elsewhere"
        let change = bench.registry.registration(of: moved, now: bench.now)
        #expect(!change.isVisible)
        let isApplied = bench.registry.apply(change, now: bench.now)
        #expect(isApplied && bench.registry.instance(bench.key)?.hostName == "h")
        bench.register(.up, dirty: 10)
        #expect(bench.registry.generation == generation)
        moved.lastDirtyTimestamp = 11
        #expect(bench.registry.registration(of: moved, now: bench.now).isVisible)
    }

    @Test("A change computed from a record that has moved on is not applied")
    func staleChange() {
        var bench = Bench()
        bench.register(.outOfService, dirty: 1)
        guard case .change(let change) = bench.registry.statusChange(of: bench.key, to: .up, now: bench.now) else {
            Issue.record("no change")
            return
        }
        bench.register(.outOfService, dirty: 2)
        let isApplied = bench.registry.apply(change, now: bench.now)
        #expect(!isApplied)
    }

    @Test("An order goes with the color it was given for: the other color's successor under the same id is not enabled")
    func otherColor() {
        var bench = Bench()
        bench.register(.up, dirty: 1, color: "blue")
        bench.set(.up)
        #expect(bench.shown == [.up, .up])
        bench.register(.up, dirty: 2, color: "blue")
        #expect(bench.shown == [.up, .up])
        bench.register(.up, dirty: 3, color: "green")
        #expect(bench.shown == [.outOfService, .unknown])
        bench.set(.up)
        bench.apply(bench.registry.metadataChange(of: bench.key, adding: ["release": "7"], now: bench.now))
        #expect(bench.shown == [.up, .up])
        bench.apply(bench.registry.metadataChange(of: bench.key, adding: ["color": "blue"], now: bench.now))
        #expect(bench.shown == [.outOfService, .unknown])
    }

    @Test("A record survives its durable form")
    func durableForm() throws {
        var bench = Bench()
        bench.register(.up, dirty: 1, color: "blue")
        bench.set(.up)
        bench.apply(bench.registry.metadataChange(of: bench.key, adding: ["k\"": "v"], now: bench.now))
        let record = try #require(bench.registry.record(of: bench.key))
        #expect(try InstanceRecord(decoding: record.encoded()) == record)
        var restored = LeaseRegistry(generation: 99)
        restored.restore([(bench.key, record)], now: bench.now)
        #expect(restored.instance(bench.key) == bench.registry.instance(bench.key))
        #expect(restored.generation == 100)
    }
}
