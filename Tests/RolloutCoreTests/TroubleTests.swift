import RolloutCore
import Testing

@Suite struct `When a rollout meets trouble` {
    static let phases: [Phase] = [.enabling, .propagating, .disabling]

    @Test(arguments: phases) func `a dying target turns it back and the source serves`(phase: Phase) {
        var world = World.switching { $0.phase == phase && !$0.changes.isEmpty }
        world.updateFleet(.green) { $0.readiness = .unready("connection refused") }
        world.run()
        #expect(world.isSettled(on: .blue))
        #expect(world.askedColor == .blue)
        #expect(world.history.map(\.outcome) == [.rolledBack])
        #expect(world.history.last?.reason.contains("green does not serve as it should") == true)
        #expect(world.violations.isEmpty)
    }

    @Test(arguments: phases) func `a target that died altogether, and is still registered, is UP no longer in the end`(
        phase: Phase
    ) {
        var world = World.switching { $0.phase == phase && !$0.changes.isEmpty }
        world.updateFleet(.green) { $0.readiness = .unready("connection refused") }
        world.run(3, until: { _ in false })
        world.updateFleet(.green) { $0.isMember = false }
        world.run()
        #expect(world.history.map(\.outcome) == [.rolledBack])
        #expect(world.up == ["blue-1", "blue-2", "blue-3"])
        #expect(world.violations.isEmpty)
    }

    @Test func `one of the source that left, and is still UP, is disabled with the others`() {
        var world = World.switching { $0.phase == .enabling && !$0.changes.isEmpty }
        world.update("blue-2") { $0.isMember = false }
        world.run()
        #expect(world.history.map(\.outcome) == [.completed])
        #expect(world.up == ["green-1", "green-2", "green-3"])
    }

    @Test(arguments: phases) func `a target that is back in time goes on serving`(phase: Phase) {
        var world = World.switching { $0.phase == phase && !$0.changes.isEmpty }
        world.update("green-1") { $0.readiness = .unready("503") }
        world.run(15, until: { _ in false })
        world.update("green-1") { $0.readiness = .ready }
        world.run()
        #expect(world.isSettled(on: .green))
    }

    @Test(arguments: phases) func `an outage of the registry holds it and it goes on afterwards`(phase: Phase) {
        var world = World.switching(registries: 2) { $0.phase == phase && !$0.changes.isEmpty }
        let changes = world.changes
        world.sites[1].outage = "connection refused"
        world.run(200, until: { _ in false })
        #expect(world.changes == changes)
        #expect(world.reason?.code == .waitingForRegistry)
        world.sites[1].outage = nil
        world.run()
        #expect(world.isSettled(on: .green))
        #expect(world.history.map(\.outcome) == [.completed])
    }

    @Test(arguments: phases) func `a leader that was away for long gives instances their time`(phase: Phase) {
        var world = World.switching { $0.phase == phase && !$0.changes.isEmpty }
        world.now = world.now + .seconds(300)
        world.updateFleet(.green) { $0.readiness = .unknown("not asked yet") }
        world.updateFleet(.blue) { $0.readiness = .unknown("not asked yet") }
        for _ in 0..<3 { world.passAndElapse() }
        world.updateFleet(.green) { $0.readiness = .ready }
        world.updateFleet(.blue) { $0.readiness = .ready }
        world.run()
        #expect(world.isSettled(on: .green))
    }

    @Test func `it turns back after its deadline, and turned forward it gets a new one`() {
        var world = World.switching(policy: RolloutPolicy(rolloutDeadline: .seconds(120))) { $0.changes.count == 3 }
        world.sites[0].fetchers[0].isAsleep = true
        world.run(200, until: { $0.record?.rollout?.isReversing == true })
        #expect(world.record?.rollout?.reversalReason == "the rollout took longer than 2m (rollout.deadline)")
        world.sites[0].fetchers[0].isAsleep = false
        world.ask(.green)
        world.run()
        #expect(world.isSettled(on: .green))
    }

    private func stuck() -> World {
        var world = World.switching { $0.changes.count == 5 }
        world.updateFleet(.green) { $0.readiness = .unready("connection refused") }
        world.updateFleet(.blue) { $0.readiness = .unready("connection refused") }
        world.run(200, until: { $0.phase == .stuck })
        return world
    }

    @Test func `it is stuck when neither color is safe, and holds everything`() {
        var world = stuck()
        let changes = world.changes
        #expect(world.phase == .stuck)
        #expect(world.reason?.code == .stuck)
        world.run(100, until: { _ in false })
        #expect(world.changes == changes)
        #expect(world.reason?.sentence.contains("no instance of blue is ready") == true)
    }

    @Test func `it leaves stuck to the source once an instance of it can serve`() {
        var world = stuck()
        world.update("blue-2") { $0.readiness = .ready }
        world.run(200)
        #expect(world.history.map(\.outcome) == [.rolledBack])
        #expect(world.serving == ["blue-2"])
        #expect(world.violations.isEmpty)
    }

    @Test func `it leaves stuck to the target when that is asked for anew`() {
        var world = stuck()
        world.updateFleet(.green) { $0.readiness = .ready }
        world.ask(.green)
        world.run()
        #expect(world.isSettled(on: .green))
        #expect(world.violations.isEmpty)
    }

    @Test func `the way back takes what is ready of the source`() {
        var world = World.switching { $0.changes.count == 6 }
        world.update("blue-1") { $0.readiness = .unready("503") }
        world.ask(.blue)
        world.run()
        #expect(world.history.map(\.outcome) == [.rolledBack])
        #expect(world.serving == ["blue-2", "blue-3"])
    }
}
