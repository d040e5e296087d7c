import RolloutCore
import Testing

@Suite struct `What an operator asks of a rollout` {
    private static let policy = RolloutPolicy(
        strategy: .init(batches: [.count(1), .percent(100)], bake: .seconds(30), soak: .seconds(30)))

    private func answer(_ world: World) -> RequestAnswer? { world.record?.answers.last }

    private static let phases: [Phase] = [.checking, .enabling, .propagating, .baking, .disabling, .soaking]

    private func world(in phase: Phase, isPaused: Bool) -> World {
        var world = World.steady(blue: 2, green: 2, policy: Self.policy)
        if phase == .checking { world.update("green-1") { $0.readiness = .unready("starting") } }
        if phase == .propagating { world.sites[0].fetchers[0].isAsleep = true }
        world.ask(.green)
        world.run(until: { $0.phase == phase })
        if isPaused {
            world.request(.pause)
            world.run(5, until: { $0.record?.rollout?.pause != nil })
        }
        return world
    }

    @Test(arguments: phases, [false, true]) func `abort is taken from every phase, also while paused`(
        phase: Phase, isPaused: Bool
    ) {
        var world = world(in: phase, isPaused: isPaused)
        #expect(world.phase == phase)
        world.request(.abort, comment: "too slow")
        world.pass()
        #expect(world.requests.isEmpty)
        let last = answer(world) ?? world.history.last?.requests.last
        #expect(last?.isAccepted == true)
        world.sites[0].fetchers[0].isAsleep = false
        let before = world.changes.count
        world.run()
        #expect(world.history.last?.outcome == .rolledBack)
        #expect(world.history.last?.requests.last?.request.comment == "too slow")
        let forward = world.changes.dropFirst(before).filter {
            $0.hasPrefix("enable green") || $0.hasPrefix("disable blue")
        }
        #expect(forward.isEmpty)
        #expect(world.serving == ["blue-1", "blue-2"])
        #expect(world.askedColor == .blue)
    }

    @Test func `a pause lets the step in hand end, and nothing begin`() {
        var world = World.switching(blue: 3, green: 3) { $0.changes.count == 1 }
        world.request(.pause)
        world.run(100, until: { _ in false })
        #expect(world.changes == ["enable green-1"])
        #expect(world.reason?.sentence == "paused by maria")
        world.request(.resume)
        world.run()
        #expect(world.isSettled(on: .green))
    }

    @Test func `the time of a pause counts towards no deadline`() {
        let policy = RolloutPolicy(rolloutDeadline: .seconds(100))
        var world = World.switching(policy: policy) { $0.changes.count == 1 }
        world.request(.pause)
        world.run(400, until: { _ in false })
        world.request(.resume)
        world.run()
        #expect(world.history.last?.outcome == .completed)
    }

    @Test func `a pause does not hold up the way back of what fails`() {
        var world = World.switching(policy: Self.policy) { $0.phase == .baking }
        world.request(.pause)
        world.run(5, until: { $0.record?.rollout?.pause != nil })
        world.updateFleet(.green) { $0.readiness = .unready("connection refused") }
        world.run()
        #expect(world.serving == ["blue-1", "blue-2", "blue-3"])
        #expect(world.history.last?.outcome == .rolledBack)
    }

    @Test func `abort comes before pause, and pause before promote`() {
        var world = World.switching(policy: Self.policy) { $0.phase == .baking }
        world.request(.promote)
        world.request(.pause)
        world.pass()
        #expect(world.record?.rollout?.pause != nil)
        world.pass()
        #expect(answer(world)?.sentence == "promote is refused: it is paused: resume it first")
        world.request(.resume)
        world.request(.abort)
        world.pass()
        #expect(world.record?.rollout?.isReversing == true)
    }

    @Test func `promote ends the bake, then the soak`() {
        var world = World.switching(blue: 2, green: 2, policy: Self.policy) { $0.phase == .baking }
        world.request(.promote)
        world.pass()
        #expect(world.phase == .disabling)
        world.run(until: { $0.phase == .soaking })
        world.request(.promote)
        world.pass()
        #expect(world.record?.rollout == nil)
        #expect(world.history.last?.outcome == .completed)
    }

    @Test func `promote in full takes the rest at once, and never an origin below its floor`() {
        var world = World.switching(blue: 4, green: 4, policy: Self.policy) { $0.phase == .baking }
        world.request(.promoteFully)
        var isBaking = false
        world.run { world in
            isBaking = isBaking || (world.phase == .baking && world.requests.isEmpty)
            return world.record?.rollout == nil
        }
        #expect(!isBaking)
        #expect(world.isSettled(on: .green))
        #expect(world.violations.isEmpty)
    }

    @Test func `what was meant for another rollout is refused`() {
        var world = World.switching { $0.changes.count == 1 }
        world.request(.abort, revision: 7)
        world.pass()
        #expect(answer(world)?.isAccepted == false)
        #expect(answer(world)?.sentence == "abort is refused: it was meant for revision 7, and the rollout follows 101")
        world.run()
        #expect(world.isSettled(on: .green))
    }

    @Test func `without a rollout there is nothing to pause`() {
        var world = World.steady()
        world.request(.pause, revision: 100)
        world.pass()
        #expect(answer(world)?.sentence == "pause is refused: there is no rollout: blue serves")
    }

    @Test func `retry asks again for what failed, and the new rollout says who did`() {
        var world = World.steady()
        world.updateFleet(.green) { $0.readiness = .unready("503") }
        world.ask(.green)
        world.run()
        #expect(world.history.last?.outcome == .rejected)
        world.updateFleet(.green) { $0.readiness = .ready }
        world.request(.retry, comment: "fixed")
        world.pass()
        #expect(answer(world)?.isAccepted == true)
        world.run(until: { $0.isSettled(on: .green) })
        #expect(world.isSettled(on: .green))
        #expect(world.history.last?.by == "maria" && world.history.last?.comment == "fixed")
        world.request(.retry)
        world.pass()
        #expect(answer(world)?.sentence == "retry is refused: nothing failed that could be tried again: green serves")
    }

    @Test func `retry turns a rollout that is going back forward again`() {
        var world = World.switching { $0.changes.count == 5 }
        world.request(.abort)
        world.pass()
        world.request(.retry)
        world.run()
        #expect(world.isSettled(on: .green))
    }

    @Test func `a policy that requires a comment is kept for intents and requests`() {
        var world = World.steady(policy: RolloutPolicy(requiresComment: true))
        world.ask(.green)
        world.pass()
        #expect(world.record?.rollout == nil && world.askedColor == .blue)
        #expect(world.history.last?.reason.contains("without a comment, which the policy requires") == true)
    }

    @Test func `a freeze refuses what would begin, and says why`() {
        var world = World.steady()
        world.freezes = ["frozen by jo until Monday: the fair"]
        world.ask(.green)
        world.run(5)
        #expect(world.changes.isEmpty && world.askedColor == .blue)
        #expect(world.history.last?.outcome == .rejected)
        #expect(
            world.history.last?.reason.hasPrefix("green was asked for: frozen by jo until Monday: the fair") == true)
    }

    @Test func `a request is answered once, also from facts older than the record`() {
        var world = World.switching { $0.changes.count == 1 }
        world.request(.pause)
        let stale = world.requests
        world.pass()
        world.pass()
        world.requests = stale
        let decision = world.pass()
        #expect(decision.action.isHold)
        #expect(world.record?.answers.count == 1)
    }
}
