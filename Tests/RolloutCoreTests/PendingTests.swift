import RolloutCore
import Testing

@Suite struct `A step in hand` {
    @Test func `is repeated by the next leader when the last one died before making it`() {
        var world = World.steady()
        world.ask(.green)
        world.pass()
        world.pass()
        world.pass(.crashAfterCommit)
        #expect(world.record?.pending?.description == "enable green-1")
        #expect(world.changes.isEmpty)
        world.now = world.now + .seconds(10)
        world.pass()
        #expect(world.changes == ["enable green-1"])
        world.run()
        #expect(world.isSettled(on: .green))
    }

    @Test func `is verified, not repeated, by the next leader when the last one died after making it`() {
        var world = World.switching { $0.changes.count == 1 }
        world.pass(.crashBeforeCommit)
        world.now = world.now + .seconds(10)
        world.run()
        #expect(world.changes.count { $0 == "enable green-1" } == 1)
        #expect(world.history.last?.steps.first?.isVerified == true)
    }

    @Test func `is repeated without hurry until the registry shows it`() {
        var world = World.steady()
        world.ask(.green)
        world.pass()
        world.pass()
        for _ in 0..<5 { world.pass(.changeLost) }
        #expect(world.changes == Array(repeating: "enable green-1", count: 5))
        #expect(world.last?.wake == world.now + .seconds(1))
        #expect(world.reason?.sentence == "repeating to enable green-1: the registry does not show it")
        world.run()
        #expect(world.isSettled(on: .green))
    }

    @Test func `is repeated when one of two registries does not show it`() {
        var world = World.switching(registries: 2) { $0.phase == .enabling }
        world.pass(.changeReachesOneRegistry)
        world.pass()
        #expect(world.changes == ["enable green-1", "enable green-1"])
    }

    @Test func `is given up when the instance is gone, and the rollout turns back`() {
        var world = World.switching { $0.changes.count == 2 }
        world.remove("green-2")
        world.run()
        #expect(world.isSettled(on: .blue))
        let entry = world.history.last
        #expect(entry?.outcome == .rolledBack)
        #expect(entry?.steps.contains { $0.instance.rawValue == "green-2" && !$0.isVerified } == true)
        #expect(!world.changes.contains("disable blue-1"))
    }

    @Test func `that would enable what is not ready any more is given up at once, and the others go on`() {
        var world = World.steady()
        world.ask(.green)
        world.pass()
        world.pass()
        world.pass(.crashAfterCommit)
        world.update("green-1") { $0.readiness = .unready("connection refused") }
        world.pass()
        #expect(world.changes == ["enable green-2"])
    }

    @Test func `is not given up while the registry cannot be asked`() {
        var world = World.switching { $0.changes.count == 2 }
        world.sites[0].outage = "connection refused"
        world.run(120, until: { _ in false })
        #expect(world.changes.count == 2)
        #expect(world.record?.pending?.description == "enable green-2")
        #expect(world.phase == .enabling)
        world.sites[0].outage = nil
        world.run()
        #expect(world.isSettled(on: .green))
    }

    @Test func `is not repeated when what was to serve instead has died since`() {
        var world = World.switching(blue: 1, green: 1) { $0.phase == .disabling }
        world.pass(.crashAfterCommit)
        #expect(world.record?.pending?.description == "disable blue-1")
        world.update("green-1") { $0.readiness = .unready("connection refused") }
        world.now = world.now + .seconds(10)
        world.run(200)
        #expect(world.violations.isEmpty)
        #expect(!world.changes.contains("disable blue-1"))
        #expect(world.isSettled(on: .blue))
    }

    @Test func `is not repeated when the source is asked for again`() {
        var world = World.switching { $0.phase == .disabling }
        world.pass(.crashAfterCommit)
        world.ask(.blue)
        world.run()
        #expect(!world.changes.contains("disable blue-1"))
        #expect(world.isSettled(on: .blue))
    }

    @Test func `that never succeeds does not keep the others from serving on the way back`() {
        var world = World.switching { $0.changes.count == 6 }
        world.ask(.blue)
        for _ in 0..<300 where world.record?.rollout != nil {
            let decision = world.pass()
            world.elapse(decision)
            world.update("blue-1") { $0.overrides[0] = .outOfService }
        }
        #expect(world.history.map(\.outcome) == [.rolledBack])
        #expect(world.serving == ["blue-2", "blue-3"])
        #expect(world.violations.isEmpty)
    }
}
