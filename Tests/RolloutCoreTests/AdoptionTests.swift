import RolloutCore
import Testing

@Suite struct `The first look at an app` {
    @Test(arguments: [Color.blue, .green]) func `takes over what serves and touches nothing`(color: Color) {
        var world = World(active: color)
        world.run(5, until: { _ in false })
        #expect(world.record?.serving == color)
        #expect(world.changes.isEmpty)
        #expect(world.history.isEmpty)
    }

    @Test func `takes over the color asked for when both are UP`() {
        var world = World(active: .blue)
        world.updateFleet(.green) { $0.overrides[0] = .up }
        world.ask(.green)
        world.pass()
        #expect(!(world.last?.action.isChange ?? true))
        #expect(world.record?.serving == .green)
    }

    @Test func `takes over the color asked for when none is UP, and enables it`() {
        var world = World()
        world.updateFleet(.blue) { $0.overrides[0] = nil }
        world.pass()
        #expect(!(world.last?.action.isChange ?? true))
        world.run(10, until: { _ in false })
        #expect(world.changes == ["enable blue-1", "enable blue-2", "enable blue-3"])
    }

    @Test func `takes over what serves and moves when the other color was asked for meanwhile`() {
        var world = World(active: .blue)
        world.ask(.green)
        world.pass()
        #expect(world.record?.serving == .blue)
        world.run(200, until: { $0.isSettled(on: .green) })
        #expect(world.isDone)
    }

    @Test func `tells by what serves when nothing was asked for`() {
        var world = World(active: .green)
        world.intent = .absent
        world.run(5, until: { _ in false })
        #expect(world.record?.serving == .green)
        #expect(world.askedColor == .green)
        #expect(world.changes.isEmpty)
    }

    @Test(arguments: [IntentReading.absent, .unreadable(text: "gren", revision: 7)])
    func `waits for a person when nothing tells the color`(intent: IntentReading) {
        var world = World()
        world.updateFleet(.blue) { $0.overrides[0] = nil }
        world.intent = intent
        let decision = world.pass()
        #expect(decision.action.isHold)
        #expect(decision.reason.code == .noIntent)
        #expect(world.record == nil)
    }

    @Test func `waits for a registry that cannot be asked`() {
        var world = World(registries: 2)
        world.sites[1].outage = "connection refused"
        world.pass()
        #expect(world.last?.reason.code == .waitingForRegistry)
        #expect(world.record == nil)
    }
}
