import Foundation
import RolloutCore
import Testing

@Suite struct `A policy` {
    @Test(arguments: [("3", 3), ("50%", 5), ("25%", 3), ("100%", 10), ("0%", 0), ("12", 10), ("1%", 1)])
    func `counts parts of a fleet, rounded up`(text: String, count: Int) {
        #expect(Amount(text)?.resolved(of: 10) == count)
        #expect(Amount(text)?.description == text)
    }

    @Test(arguments: ["", "%", "-1", "101%", "1.5", "ten", "5 %", "-5%"]) func `takes no other amounts`(text: String) {
        #expect(Amount(text) == nil)
    }

    @Test func `is the same after it was written and read`() throws {
        let policy = RolloutPolicy(
            strategy: .init(
                batches: [.count(1), .percent(10), .percent(100)], bake: .seconds(90), soak: .seconds(600)),
            minTarget: .percent(80), minHealthy: .count(4), maxInTransition: 3, onDeadline: .pause,
            readerCache: .fixed(.milliseconds(1500)), drain: .seconds(20), rollsBackByItself: false, drift: .report,
            requiresComment: true)
        for policy in [policy, RolloutPolicy()] {
            let data = try JSONEncoder().encode(policy)
            #expect(try JSONDecoder().decode(RolloutPolicy.self, from: data) == policy)
        }
    }

    @Test func `that is the default contradicts itself nowhere`() { #expect(RolloutPolicy().findings.isEmpty) }

    @Test func `tells everything that cannot be kept`() {
        let policy = RolloutPolicy(
            strategy: .init(batches: [.percent(50), .percent(10), .count(0)], bake: .seconds(1000)),
            minTarget: .count(0), maxInTransition: 0, stepDeadline: .seconds(40), phaseDeadline: .seconds(30),
            rolloutDeadline: .seconds(60), readerCache: .fixed(.seconds(35)), drain: .seconds(31))
        #expect(policy.findings.count == 9, "\(policy.findings)")
        var world = World.steady(policy: policy)
        world.ask(.green)
        world.pass()
        world.pass()
        #expect(world.history.last?.outcome == .rejected && world.changes.isEmpty)
    }
}

@Suite struct `Before a rollout` {
    @Test func `a precheck tells all that would refuse it, and what is worth knowing`() {
        var world = World.steady()
        world.freezes = ["frozen by jo: the fair"]
        world.update("green-1") { $0.readiness = .unready("503") }
        world.update("green-2") { $0.isRegistered = false }
        world.updateFleet(.blue) { $0.readiness = .unready("503") }
        let found = world.planner.precheck(.green, world.observation)
        #expect(
            found.failures == [
                "frozen by jo: the fair", "green-1 is not ready: 503", "green-2 is not registered",
            ])
        #expect(found.warnings == ["no way back: blue has no ready instance"])
        #expect(world.changes.isEmpty)
    }

    @Test func `a plan is what the rollout then does`() {
        var world = World.steady(blue: 4, green: 4, policy: `A rollout in batches`.canary)
        let plan = PlanPreview(of: .green, seen: world.observation, policy: world.planner.policy)
        #expect(plan.outcome == .completed)
        #expect(plan.lowestServing == 4)
        world.ask(.green)
        let start = world.now
        world.run()
        let changes = plan.steps.filter { [.enabling, .disabling].contains($0.reason.code) }
            .map(\.reason.sentence).filter { world.reasons.contains($0) }
        #expect(changes.count >= 8)
        #expect(plan.steps.filter { !world.reasons.contains($0.reason.sentence) }.isEmpty)
        // Three bakes and a soak of 20 s each.
        #expect(plan.duration >= .seconds(80) && plan.duration < .seconds(85))
        #expect(world.now - start >= plan.duration)
    }

    @Test func `a plan that cannot be kept says why`() {
        var world = World.steady()
        world.updateFleet(.green) { $0.readiness = .unready("503") }
        let plan = PlanPreview(of: .green, seen: world.observation, policy: world.planner.policy)
        #expect(plan.outcome == .rejected)
        #expect(plan.steps.last?.reason.sentence.contains("green-1 is not ready: 503") == true)
    }
}
