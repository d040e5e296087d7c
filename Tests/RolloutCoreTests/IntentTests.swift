import RolloutCore
import Testing

@Suite struct `What is no color` {
    static let nonsense: [IntentReading] = [
        .absent, .unreadable(text: "gren", revision: 999), .unreadable(text: "", revision: 999),
        .unreadable(text: "Green", revision: 999), .unreadable(text: "blue\\n", revision: 999),
    ]

    @Test(arguments: nonsense) func `changes nothing, is in the history once, and the serving color is written back`(
        intent: IntentReading
    ) {
        var world = World.steady()
        world.intent = intent
        world.run(10, until: { _ in false })
        #expect(world.changes.isEmpty)
        #expect(world.askedColor == .blue)
        #expect(world.history.count == 1)
        #expect(world.history.first?.outcome == .rejected)
        #expect(world.history.first?.target == nil)
        #expect(world.history.first?.reason.contains("blue goes on serving") == true)
    }

    @Test(arguments: nonsense) func `does not stop a rollout, and its color is written back`(intent: IntentReading) {
        var world = World.switching { $0.changes.count == 2 }
        world.intent = intent
        world.run()
        #expect(world.isDone)
        #expect(world.isSettled(on: .green))
        #expect(world.askedColor == .green)
        #expect(world.history.map(\.outcome) == [.completed])
        #expect(world.violations.isEmpty)
    }

    @Test func `does not turn a way back around`() {
        var world = World.switching { $0.changes.count == 5 }
        world.ask(.blue)
        world.pass()
        world.write("gren")
        world.run()
        #expect(world.isDone)
        #expect(world.isSettled(on: .blue))
    }
}
