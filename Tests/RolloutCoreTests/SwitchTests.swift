import RolloutCore
import Testing

@Suite struct `A switch of three and three` {
    static let forward = [
        "enable green-1", "enable green-2", "enable green-3", "disable blue-1", "disable blue-2", "disable blue-3",
    ]

    @Test func `enables the target, then disables the source, one instance at a time in order`() {
        var world = World.steady()
        world.ask(.green)
        world.run()
        #expect(world.changes == Self.forward)
        #expect(world.isSettled(on: .green))
        #expect(world.history.map(\.outcome) == [.completed])
        #expect(world.history.first?.id == "r-1")
        #expect(world.history.first?.steps.map { "\($0.change) \($0.instance)" } == Self.forward)
        let sentences = [
            "green was asked for; blue serves",
            "green passed its checks: 3 instances ready",
            "enabling green-1: 0 of 3 of green serve",
            "enabling green-2: 1 of 3 of green serve",
            "enabling green-3: 2 of 3 of green serve",
            "green is UP: waiting until every reader has fetched it",
            "every reader has fetched green: disabling blue",
            "disabling blue-1: 3 of 3 of blue still UP",
            "disabling blue-2: 2 of 3 of blue still UP",
            "disabling blue-3: 1 of 3 of blue still UP",
            "green serves with 3 instances; blue stands by",
        ]
        #expect(world.reasons.suffix(sentences.count) == sentences)
        #expect(world.violations.isEmpty)
    }

    @Test func `and back again ends where it began`() {
        var world = World.steady()
        world.ask(.green)
        world.run()
        world.ask(.blue)
        world.run()
        #expect(world.isSettled(on: .blue))
        #expect(world.changes.count == 12)
        #expect(world.history.map(\.number) == [1, 2])
    }

    @Test(arguments: 1...6) func `turns around at once, with the source enabled first`(step: Int) {
        var world = World.switching { $0.changes.count == step }
        world.ask(.blue)
        world.run()
        let disabled = max(0, step - 3)
        let enabled = min(3, step)
        let back =
            Self.forward[3..<(3 + disabled)].map { $0.replacing("disable", with: "enable") }
            + Self.forward[0..<enabled].map { $0.replacing("enable", with: "disable") }
        #expect(world.changes == Array(Self.forward.prefix(step)) + back)
        #expect(world.isSettled(on: .blue))
        #expect(world.history.map(\.outcome) == [.rolledBack])
        #expect(world.violations.isEmpty)
    }

    @Test(arguments: 1...6, 1...6) func `turned forward again goes on to the target`(step: Int, again: Int) {
        var world = World.switching { $0.changes.count == step }
        world.ask(.blue)
        let isBack = world.run(until: { $0.changes.count == step + again || $0.record?.rollout == nil })
        world.ask(.green)
        world.run()
        #expect(isBack)
        #expect(world.isSettled(on: .green))
        #expect(world.violations.isEmpty)
    }

    @Test(arguments: 1...6) func `goes on after a restart at every step without a change made twice`(step: Int) {
        var world = World.switching { $0.changes.count == step }
        world.pass(.crashBeforeCommit)
        world.now = world.now + .seconds(300)
        world.run()
        #expect(world.changes == Self.forward)
    }

    @Test func `does not turn around for its own color written again`() {
        var world = World.switching { $0.changes.count == 2 }
        world.ask(.green)
        world.run()
        #expect(world.changes == Self.forward)
        #expect(world.history.first?.revision == world.lastRevision)
    }

    @Test func `drains each instance before the next one`() {
        var world = World.switching(policy: RolloutPolicy(drain: .seconds(5))) { $0.changes.count == 4 }
        let start = world.now
        world.run(until: { $0.changes.count == 5 })
        #expect(world.now - start >= .seconds(5))
        #expect(world.reasons.contains("draining blue-1 for 5s"))
        world.run()
        #expect(world.now - start >= .seconds(15))
        #expect(world.isSettled(on: .green))
    }
}
