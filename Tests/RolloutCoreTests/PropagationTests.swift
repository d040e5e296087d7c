import RolloutCore
import Testing

@Suite struct `Before the source is disabled` {
    private func propagating(_ policy: RolloutPolicy = RolloutPolicy()) -> World {
        var world = World.switching(policy: policy) { $0.changes.count == 3 }
        world.sites[0].fetchers[0].isAsleep = true
        world.run(5, until: { _ in false })
        return world
    }

    @Test func `a reader that has not fetched is waited for by name`() {
        var world = propagating()
        #expect(world.phase == .propagating)
        #expect(world.reason?.sentence.hasPrefix("waiting for 10.0.0.7 (bluegreen) to fetch revision ") == true)
        world.run(100, until: { _ in false })
        #expect(world.changes.count == 3)
        world.sites[0].fetchers[0].isAsleep = false
        world.run()
        #expect(world.isSettled(on: .green))
    }

    @Test func `it is said until when a reader is waited for at most`() {
        var world = World.switching { $0.changes.count == 3 }
        world.sites[0].fetchers[0].isAsleep = true
        world.sites[0].fetchers[0].listedUntil = Timestamp(milliseconds: 86_400_000 * 20_000 + 50_880_100)
        world.run(5, until: { _ in false })
        #expect(world.reason?.sentence.hasSuffix(", until 14:08:01 UTC at most") == true)
    }

    @Test func `a reader that went away is not waited for`() {
        var world = propagating()
        world.sites[0].fetchers = []
        world.run()
        #expect(world.isSettled(on: .green))
    }

    @Test(arguments: [
        (RolloutPolicy.ReaderCache.automatic, true, Duration.zero), (.automatic, false, .seconds(35)),
        (.fixed(.seconds(7)), true, .seconds(7)), (.fixed(.zero), false, .zero),
    ]) func `caches of readers run out`(cache: RolloutPolicy.ReaderCache, isGateway: Bool, least: Duration) {
        var world = propagating(RolloutPolicy(readerCache: cache))
        world.sites[0].fetchers[0].isGateway = isGateway
        world.sites[0].fetchers[0].isAsleep = false
        world.fetch()
        let start = world.now
        world.run(until: { $0.changes.count == 4 })
        let waited = world.now - start
        #expect(waited >= least && waited < least + .seconds(2))
    }

    @Test func `a registry that tells no readers gets its time`() {
        var world = World.steady()
        world.sites[0].isBlind = true
        world.ask(.green)
        world.run(until: { $0.phase == .propagating })
        let start = world.now
        world.run(until: { $0.changes.count == 4 })
        #expect(world.now - start >= .seconds(65))
        #expect(world.reasons.contains { $0.contains("registry-1 does not tell who has fetched") })
    }

    @Test func `a registry known by another name to the next leader counts as blind`() {
        var world = propagating()
        let start = world.now
        let site = world.sites[0]
        world.sites = [
            World.Site(name: "localhost", revision: site.revision, outage: nil, isBlind: false, fetchers: site.fetchers)
        ]
        world.run(until: { $0.changes.count == 4 })
        #expect(world.now - start >= .seconds(55))
    }

    @Test func `a registry restarted meanwhile does not open the gate by having forgotten its readers`() {
        var world = propagating()
        world.restartRegistry()
        world.run(60, until: { _ in false })
        #expect(world.changes.count == 3)
        #expect(world.reason?.sentence.contains("registry-1 was restarted") == true)
        // Late, but within its time: it is awaited by what it has fetched, then.
        world.sites[0].fetchers[0].isAsleep = false
        world.run()
        #expect(world.isSettled(on: .green))
        #expect(world.violations.isEmpty)
    }

    @Test func `a registry restarted while the target was enabled is not believed either`() {
        var world = World.switching { $0.changes.count == 2 }
        world.sites[0].fetchers[0].isAsleep = true
        world.restartRegistry()
        world.run(50, until: { _ in false })
        #expect(world.phase == .propagating)
        #expect(world.changes.count == 3)
    }

    @Test func `a next leader does not take a log younger than the rollout for older than its phase`() throws {
        var world = propagating()
        world.restartRegistry()
        world.now = world.now + .seconds(5)
        world.record = try #require(world.record).takenOver(at: world.now)
        world.run(50, until: { _ in false })
        #expect(world.changes.count == 3)
    }

    @Test func `a registry that was restarted long before the rollout began is believed at once`() {
        var world = World.steady()
        world.restartRegistry()
        world.now = world.now + .seconds(66)
        world.ask(.green)
        let start = world.now
        world.run()
        #expect(world.isSettled(on: .green))
        #expect(world.now - start < .seconds(5))
    }

    @Test func `one restarted right before the rollout began has yet to hear of readers that fetch seldom`() {
        var world = World.steady()
        world.restartRegistry()
        world.now = world.now + .seconds(1)
        world.sites[0].fetchers[0].isAsleep = true
        world.ask(.green)
        world.run(50, until: { _ in false })
        #expect(world.phase == .propagating)
        #expect(world.changes.count == 3)
    }

    @Test func `the wait for caches does not shrink when its registry forgets who was waited for`() {
        var world = World.switching { $0.changes.count == 3 }
        world.sites[0].fetchers[0].isGateway = false
        world.run(until: { $0.record?.rollout?.propagatedAt != nil })
        let start = world.now
        world.sites[0].fetchers = []
        world.run(until: { $0.changes.count == 4 })
        #expect(world.now - start >= .seconds(35))
    }

    @Test func `a registry that counts anew does not block for ever`() {
        var world = propagating()
        world.sites[0].revision = 2
        world.sites[0].fetchers[0].isAsleep = false
        world.run()
        #expect(world.isSettled(on: .green))
    }

    @Test func `readers fetch also after turning back and forward again in between`() {
        var world = propagating()
        world.ask(.blue)
        world.pass()
        world.ask(.green)
        world.run(20, until: { _ in false })
        #expect(world.changes.count == 3)
        #expect(world.phase == .propagating)
        #expect(world.violations.isEmpty)
    }

    @Test func `readers fetch again when the target had left and came back by itself`() {
        var world = World.switching(blue: 1, green: 1) { $0.phase == .disabling }
        world.update("green-1") { $0.claim = .down }
        world.fetch()
        world.pass()
        world.sites[0].fetchers[0].isAsleep = true
        world.update("green-1") { $0.claim = .outOfService }
        for _ in 0..<20 { world.passAndElapse() }
        #expect(world.changes == ["enable green-1"])
        world.sites[0].fetchers[0].isAsleep = false
        world.run()
        #expect(world.isSettled(on: .green))
        #expect(world.violations.isEmpty)
    }

    @Test(arguments: [true, false])
    func `readers fetch the way back again when it was away meanwhile, and only then`(wasAway: Bool) {
        var world = World.steady(blue: 1, green: 1)
        world.pass()
        world.now = world.now + .seconds(70)
        world.ask(.green)
        world.run(until: { $0.phase == .propagating })
        #expect(world.phase == .propagating)
        if wasAway {
            world.update("blue-1") { $0.claim = .down }
            world.fetch()
            world.pass()
        }
        world.sites[0].fetchers[0].isAsleep = true
        world.update("blue-1") { $0.claim = .outOfService }
        world.ask(.blue)
        world.run(20)
        #expect(world.changes == (wasAway ? ["enable green-1"] : ["enable green-1", "disable green-1"]))
        world.sites[0].fetchers[0].isAsleep = false
        world.run()
        #expect(world.isSettled(on: .blue))
        #expect(world.violations.isEmpty)
    }

    @Test func `a target that was slow to come up is fetched too`() {
        var world = World.switching(blue: 1, green: 1) { $0.phase == .enabling }
        world.update("green-1") { $0.claim = .starting }
        world.update("green-1") { $0.claim = .outOfService }
        world.pass()
        world.sites[0].fetchers[0].isAsleep = true
        world.update("green-1") { $0.claim = .down }
        for _ in 0..<32 { world.passAndElapse() }
        world.update("green-1") { $0.claim = .outOfService }
        for _ in 0..<20 { world.passAndElapse() }
        #expect(!world.changes.contains("disable blue-1"))
        #expect(world.violations.isEmpty)
    }
}
