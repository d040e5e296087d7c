import RolloutCore
import Testing

@Suite struct `The check of a target` {
    @Test func `rejects an empty fleet at once and writes the serving color back`() {
        var world = World.steady(green: 0)
        world.ask(.green)
        world.pass()
        world.pass()
        #expect(world.record?.rollout == nil)
        #expect(world.askedColor == .blue)
        #expect(world.history.map(\.outcome) == [.rejected])
        #expect(world.history.first?.reason == "green has no instances: blue goes on serving")
        #expect(world.changes.isEmpty)
    }

    @Test func `waits for a fleet that is coming up`() {
        var world = World.steady()
        world.update("green-2") { $0.readiness = .unready("503") }
        world.ask(.green)
        world.run(30, until: { _ in false })
        #expect(world.phase == .checking)
        world.update("green-2") { $0.readiness = .ready }
        world.run()
        #expect(world.isDone)
        #expect(world.isSettled(on: .green))
    }

    @Test func `names all failures when its deadline has passed`() {
        var world = World.steady()
        world.update("green-1") { $0.readiness = .unready("503") }
        world.update("green-2") { $0.claim = .down }
        world.update("green-3") { $0.isRegistered = false }
        world.ask(.green)
        let start = world.now
        world.run(100)
        #expect(world.isDone)
        #expect(world.now - start >= .seconds(60) && world.now - start < .seconds(63))
        let reason = world.history.last?.reason ?? ""
        #expect(
            reason == "green failed 3 checks: green-1 is not ready: 503; green-2 reports itself DOWN; "
                + "green-3 is not registered: blue goes on serving")
        #expect(world.askedColor == .blue)
        #expect(world.changes.isEmpty)
    }

    @Test func `names five of many failures`() {
        var world = World.steady(green: 8)
        world.updateFleet(.green) { $0.readiness = .unknown("not asked yet") }
        world.ask(.green)
        world.run(100)
        #expect(world.history.last?.reason.contains("failed 8 checks") == true)
        #expect(world.history.last?.reason.contains("and 3 more") == true)
    }

    @Test func `ends without a change when the source is asked for again`() {
        var world = World.steady()
        world.update("green-2") { $0.readiness = .unready("503") }
        world.ask(.green)
        world.run(5, until: { _ in false })
        world.ask(.blue)
        world.run(3)
        #expect(world.isDone)
        #expect(world.history.map(\.outcome) == [.rolledBack])
        #expect(world.changes.isEmpty)
    }

    @Test func `does not pass while a registry cannot be asked`() {
        var world = World.steady(registries: 2)
        world.sites[1].outage = "connection refused"
        world.ask(.green)
        world.run(30, until: { _ in false })
        #expect(world.phase == .checking)
        #expect(world.reason?.sentence.contains("the registry registry-2 cannot be asked: connection refused") == true)
    }
}
