import Testing

@testable import Eureka

@Suite("Lease registry: leases, hash and delta")
struct LeaseRegistryLeaseTests {
    @Test("A lease runs out at exactly one duration after the last renewal")
    func expiry() {
        var bench = Bench()
        bench.register(.up, dirty: 1)
        #expect(bench.registry.outlook(at: bench.now).next == bench.now + 90_000)
        #expect(bench.registry.heartbeat(bench.key, lastDirtyTimestamp: nil, now: bench.now + 1000) == .renewed)
        #expect(bench.registry.outlook(at: bench.now + 90_999).expired == [])
        let expired = bench.registry.outlook(at: bench.now + 91_000).expired
        #expect(expired == [ExpiredLease(key: bench.key, deadline: bench.now + 91_000)])
        bench.registry.evict(expired.map(\.key), now: bench.now + 91_000)
        #expect(bench.shown == [] && bench.registry.count == 0 && bench.registry.counts.hashCode == "")
        let delta = bench.registry.delta(now: bench.now + 91_000)
        #expect(delta.applications[0].instances[0].actionType == .deleted)
        #expect(delta.applications[0].instances[0].lease.evictionTimestamp == bench.now + 91_000)
    }

    @Test("Full leases count from now and pretend no renewal")
    func fullLeases() {
        var bench = Bench()
        bench.register(.up, dirty: 1)
        bench.registry.grantFullLeases(now: bench.now + 5000)
        #expect(bench.registry.outlook(at: bench.now).next == bench.now + 95_000)
        #expect(bench.registry.instance(bench.key)?.lease.lastRenewalTimestamp == bench.now)
    }

    @Test("Heartbeats: unknown instance, UNKNOWN status, newer and older data")
    func heartbeats() {
        var bench = Bench()
        #expect(bench.registry.heartbeat(bench.key, lastDirtyTimestamp: nil, now: bench.now) == .unknown)
        bench.register(.up, dirty: 10)
        #expect(bench.registry.heartbeat(bench.key, lastDirtyTimestamp: 9, now: bench.now) == .renewed)
        #expect(bench.registry.heartbeat(bench.key, lastDirtyTimestamp: 11, now: bench.now + 7) == .outdated)
        #expect(bench.registry.outlook(at: bench.now).next == bench.now + 90_007)
        bench.register(.unknown, dirty: 12)
        #expect(bench.registry.heartbeat(bench.key, lastDirtyTimestamp: 12, now: bench.now) == .unknown)
    }

    @Test("The hash counts statuses in alphabetical order")
    func hash() {
        var counts = StatusCounts()
        for status in [EurekaStatus.up, .up, .outOfService, .starting, .down, .unknown] { counts.add(status) }
        #expect(counts.hashCode == "DOWN_1_OUT_OF_SERVICE_1_STARTING_1_UNKNOWN_1_UP_2_")
    }

    @Test("The delta shows each changed instance once and forgets after three minutes")
    func delta() {
        var bench = Bench()
        bench.register(.outOfService, dirty: 1)
        bench.set(.up)
        let delta = bench.registry.delta(now: bench.now)
        #expect(delta.applications.map(\.name) == ["SVC"] && delta.applications[0].instances.count == 1)
        #expect(delta.applications[0].instances[0].actionType == .modified && delta.hashCode == "UP_1_")
        #expect(bench.registry.delta(now: bench.now + 180_001).applications.isEmpty)
    }

    @Test("A virtual address finds instances by each of its parts, exact in case")
    func vips() {
        var bench = Bench()
        var instance = bench.instance(.up, dirty: 1)
        instance.vipAddress = "a,b"
        let isApplied = bench.registry.apply(bench.registry.registration(of: instance, now: bench.now), now: bench.now)
        #expect(isApplied)
        #expect(bench.registry.applications(vip: "b", secure: false).hashCode == "UP_1_")
        #expect(bench.registry.applications(vip: "B", secure: false).applications.isEmpty)
        #expect(bench.registry.applications(vip: "svc", secure: true).version == -1)
    }

    @Test("An app's generation moves with its own changes only")
    func appRevision() {
        var bench = Bench()
        bench.register(.up, dirty: 1)
        let generation = bench.registry.generation(ofApp: "svc")
        var other = bench.instance(.up, dirty: 1)
        other.app = "other"
        let isApplied = bench.registry.apply(bench.registry.registration(of: other, now: bench.now), now: bench.now)
        #expect(isApplied && bench.registry.generation(ofApp: "SVC") == generation)
        bench.set(.down)
        #expect(bench.registry.generation(ofApp: "SVC") == bench.registry.generation)
    }
}
