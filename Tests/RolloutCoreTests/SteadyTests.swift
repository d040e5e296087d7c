import RolloutCore
import Testing

@Suite struct `A steady app` {
    @Test func `is left alone when it already is as asked`() {
        var world = World.steady()
        for _ in 0..<5 {
            world.pass()
            #expect(world.last?.action.isHold == true)
        }
        #expect(world.changes.isEmpty)
        #expect(world.reason?.code == .steady)
    }

    @Test func `gets a late instance of the active color enabled once it is ready`() {
        var world = World.steady()
        world.add("blue-4", .blue)
        world.update("blue-4") { $0.readiness = .unready("503") }
        world.run(3, until: { _ in false })
        #expect(world.changes.isEmpty)
        world.update("blue-4") { $0.readiness = .ready }
        world.run(3, until: { _ in false })
        #expect(world.changes == ["enable blue-4"])
    }

    @Test func `gets a drifted status put back, in both directions and one at a time`() {
        var world = World.steady()
        world.update("blue-2") { $0.overrides[0] = .outOfService }
        world.update("green-1") { $0.overrides[0] = .up }
        world.run(6, until: { _ in false })
        #expect(world.changes == ["enable blue-2", "disable green-1"])
        #expect(world.isSettled(on: .blue))
    }

    @Test func `gets one of the standby that left, and is still UP, disabled; one of its own color is left alone`() {
        var world = World.steady()
        world.update("blue-2") { $0.isMember = false }
        world.update("green-1") {
            $0.isMember = false
            $0.overrides[0] = .up
        }
        world.run(6, until: { _ in false })
        #expect(world.changes == ["disable green-1"])
    }

    @Test func `keeps an instance DOWN that reports itself DOWN`() {
        var world = World.steady()
        world.update("blue-2") { $0.claim = .down }
        world.run(60, until: { _ in false })
        #expect(world.changes.isEmpty)
        #expect(world.reason?.sentence.contains("blue-2 reports itself DOWN") == true)
    }

    @Test func `keeps the standby UP while nothing of the active color serves`() {
        var world = World.steady()
        world.updateFleet(.blue) { $0.readiness = .unready("503") }
        world.update("green-1") { $0.overrides[0] = .up }
        world.run(10, until: { _ in false })
        #expect(world.changes.isEmpty)
        #expect(world.serving == ["green-1"])
        world.update("blue-1") { $0.readiness = .ready }
        world.run(10, until: { _ in false })
        #expect(world.changes == ["disable green-1"])
    }

    @Test func `leaves a stray until a reader that may know nothing else has fetched, but not for ever`() {
        for isAsleep in [false, true] {
            var world = World.steady()
            world.updateFleet(.blue) { $0.isRegistered = false }
            world.update("green-1") { $0.overrides[0] = .up }
            world.run(5, until: { _ in false })
            world.sites[0].fetchers[0].isAsleep = true
            world.updateFleet(.blue) { $0.isRegistered = true }
            world.run(5, until: { _ in false })
            #expect(world.changes.isEmpty)
            #expect(world.reason?.sentence.hasPrefix("green-1 stays UP until 10.0.0.7 (bluegreen) has fetched") == true)
            world.sites[0].fetchers[0].isAsleep = isAsleep
            world.run(isAsleep ? 70 : 3, until: { _ in false })
            #expect(world.changes == ["disable green-1"])
        }
    }

    @Test func `leaves a stray while a cache may know nothing else, and not when all know what has served for long`() {
        var world = World.steady()
        world.sites[0].fetchers[0].isGateway = false
        world.updateFleet(.blue) { $0.isRegistered = false }
        world.update("green-1") { $0.overrides[0] = .up }
        world.update("green-2") { $0.overrides[0] = .up }
        world.run(5, until: { _ in false })
        world.updateFleet(.blue) { $0.isRegistered = true }
        world.run(60, until: { _ in false })
        #expect(world.changes.isEmpty)
        #expect(world.reason?.sentence.contains("stays UP until every reader has cached blue-1") == true)
        world.run(7, until: { _ in false })
        #expect(world.changes == ["disable green-1", "disable green-2"])
        world.update("green-1") { $0.overrides[0] = .up }
        world.run(2, until: { _ in false })
        #expect(world.changes == ["disable green-1", "disable green-2", "disable green-1"])
    }

    @Test func `gives up a remembered disabling when what serves instead has died since`() {
        var world = World.steady(blue: 1, green: 1)
        world.update("green-1") { $0.overrides[0] = .up }
        world.fetch()
        world.pass(.crashAfterCommit)
        #expect(world.record?.pending?.description == "disable green-1")
        world.update("blue-1") { $0.readiness = .unready("503") }
        world.run(40, until: { _ in false })
        #expect(world.changes.isEmpty)
        #expect(world.serving == ["green-1"])
        #expect(world.violations.isEmpty)
    }

    @Test func `repairs the rest when one instance never comes up`() {
        var world = World.steady()
        world.updateFleet(.blue) { $0.overrides[0] = .outOfService }
        for _ in 0..<200 {
            let decision = world.pass()
            world.elapse(decision)
            if world.fleet(.blue).instances[0].registration.status == .up {
                world.update("blue-1") { $0.overrides[0] = .outOfService }
            }
        }
        #expect(world.serving == ["blue-2", "blue-3"])
    }

    @Test func `has registries that go on differing told again, and those that differ for a moment left alone`() {
        var world = World.steady(registries: 2)
        world.update("blue-1") { $0.overrides[1] = .outOfService }
        world.run(20, until: { _ in false })
        #expect(world.changes.isEmpty)
        #expect(world.reason?.code == .waitingForRegistry)
        world.run(20, until: { _ in false })
        #expect(world.changes == ["enable blue-1"])
        #expect(world.isSettled(on: .blue))
    }

    @Test func `leaves an instance alone that is shown in both colors`() {
        var world = World.steady(blue: 1, green: 0)
        world.members.append(
            World.Member(
                id: InstanceID(rawValue: "blue-1"), color: .green, claim: .outOfService, overrides: [.up],
                readiness: .ready, isRegistered: true))
        world.run(5, until: { _ in false })
        #expect(world.changes.isEmpty)
        world.ask(.green)
        world.run(200)
        #expect(world.changes.isEmpty)
        #expect(world.history.last?.reason.contains("blue-1 is in both colors") == true)
    }
}
