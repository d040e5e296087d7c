import RolloutCore
import Testing

@Suite struct `A rollout in batches` {
    static let canary = RolloutPolicy(
        strategy: .init(batches: [.count(1), .percent(50), .percent(100)], bake: .seconds(20), soak: .seconds(20)))

    @Test func `hands over batch by batch, each baked before the source gives way to it`() {
        var world = World.steady(blue: 4, green: 4, policy: Self.canary)
        world.ask(.green)
        var lowest = Int.max
        var bakes: [Int] = []
        world.run { world in
            lowest = min(lowest, world.serving.count)
            if world.phase == .baking, world.record?.rollout?.batch != bakes.last {
                bakes.append(world.record?.rollout?.batch ?? -1)
            }
            return world.record?.rollout == nil
        }
        #expect(
            world.changes == [
                "enable green-1", "disable blue-1", "enable green-2", "disable blue-2", "enable green-3",
                "enable green-4", "disable blue-3", "disable blue-4",
            ])
        #expect(lowest == 4)
        #expect(bakes == [0, 1, 2])
        #expect(world.isSettled(on: .green))
        #expect(world.reasons.contains("baking batch 1 of 3 of green for 20s"))
        #expect(world.reasons.contains("soaking green for 20s"))
        #expect(world.violations.isEmpty)
    }

    @Test func `passes over batches that are no more than the one before`() {
        var world = World.steady(blue: 1, green: 1, policy: Self.canary)
        world.ask(.green)
        world.run()
        #expect(world.changes == ["enable green-1", "disable blue-1"])
        #expect(world.reasons.filter { $0.hasPrefix("baking") } == ["baking the last batch of green for 20s"])
    }

    @Test func `bakes as long as it was looked at, not as long as the clock ran`() {
        var world = World.switching(policy: Self.canary) { $0.phase == .baking }
        world.passAndElapse()
        // Nobody looks for ten minutes.
        world.now = world.now + .seconds(600)
        world.run(15, until: { $0.phase != .baking })
        #expect(world.phase == .baking)
        world.record = world.record?.takenOver(at: world.now)
        world.run(40, until: { $0.phase != .baking })
        #expect(world.phase == .disabling)
    }

    @Test func `goes back when what is baked stops serving, and never drops a color to zero`() {
        var world = World.switching(blue: 4, green: 4, policy: Self.canary) { $0.phase == .baking }
        world.update("green-1") { $0.readiness = .unready("connection refused") }
        world.run()
        #expect(world.isSettled(on: .blue))
        #expect(world.changes == ["enable green-1", "disable green-1"])
        #expect(world.history.last?.outcome == .rolledBack)
        #expect(world.violations.isEmpty)
    }

    @Test func `goes back from the second batch with the source first`() {
        var world = World.switching(blue: 4, green: 4, policy: Self.canary) {
            $0.phase == .baking && $0.record?.rollout?.batch == 1
        }
        world.update("green-2") { $0.isRegistered = false }
        world.run()
        #expect(world.isSettled(on: .blue) == false, "green-2 is not registered, and not to be counted")
        #expect(world.serving == ["blue-1", "blue-2", "blue-3", "blue-4"])
        #expect(world.changes.suffix(2) == ["enable blue-1", "disable green-1"])
    }

    @Test func `pauses instead when the policy is not to go back by itself`() {
        var policy = Self.canary
        policy.rollsBackByItself = false
        var world = World.switching(blue: 4, green: 4, policy: policy) { $0.phase == .baking }
        world.update("green-1") { $0.readiness = .unready("connection refused") }
        world.run(100, until: { $0.record?.rollout?.pause != nil })
        #expect(world.reason?.code == .paused)
        world.run(100, until: { _ in false })
        #expect(world.changes == ["enable green-1"])
        world.request(.abort)
        world.run()
        #expect(world.history.last?.outcome == .rolledBack)
    }

    @Test func `keeps the floor of both colors together`() {
        let policy = RolloutPolicy(minTarget: .percent(50), minHealthy: .percent(75))
        var world = World.steady(blue: 4, green: 4, policy: policy)
        world.update("green-3") { $0.readiness = .unready("starting") }
        world.update("green-4") { $0.readiness = .unready("starting") }
        world.ask(.green)
        world.run(80)
        #expect(world.changes.isEmpty)
        #expect(world.history.last?.outcome == .rejected)
        #expect(
            world.history.last?.reason
                == "green failed 1 check: 2 instances of green can serve, and the floor is 3: blue goes on serving")
    }

    @Test func `enables what came back late when the floor needs it, on the way back too`() {
        var world = World.steady(policy: RolloutPolicy(minHealthy: .percent(100)))
        world.ask(.green)
        world.run(until: { $0.changes.count == 1 })
        world.update("blue-2") { member in
            member.isRegistered = false
            member.overrides[0] = nil
        }
        world.ask(.blue)
        world.run(until: { $0.phase == .disabling })
        world.update("blue-2") { $0.isRegistered = true }
        world.run()
        #expect(world.isSettled(on: .blue))
        #expect(world.violations.isEmpty)
    }

    @Test func `keeps zones level in both directions`() {
        var world = World.steady(blue: 4, green: 4)
        for (name, zone) in [("green-1", "a"), ("green-2", "a"), ("green-3", "b"), ("green-4", "b")] {
            world.update(name) { $0.zone = zone }
            world.update(name.replacing("green", with: "blue")) { $0.zone = zone }
        }
        world.ask(.green)
        world.run()
        #expect(
            world.changes == [
                "enable green-1", "enable green-3", "enable green-2", "enable green-4", "disable blue-1",
                "disable blue-3", "disable blue-2", "disable blue-4",
            ])
    }

    @Test func `drains as many at once as the policy allows`() {
        let policy = RolloutPolicy(maxInTransition: 2, drain: .seconds(60))
        var world = World.switching(policy: policy) { $0.changes.count == 4 }
        world.run(5, until: { _ in false })
        #expect(world.changes.suffix(2) == ["disable blue-1", "disable blue-2"])
        #expect(world.reason?.sentence == "draining blue-1 for 1m")
        world.run()
        #expect(world.isSettled(on: .green))
    }

    @Test func `turning back waits for the drain of what it disables, not of what serves again`() {
        var world = World.switching(policy: RolloutPolicy(drain: .seconds(60))) { $0.changes.count == 4 }
        world.run(2, until: { _ in false })
        #expect(world.reason?.sentence == "draining blue-1 for 1m")
        world.request(.abort)
        let turned = world.now
        world.run(until: { $0.changes.last == "disable green-1" })
        #expect(world.isDone && world.now - turned < .seconds(20))
    }

    @Test func `a way back that was asked for as such takes neither batches nor bakes`() {
        var world = World.steady(blue: 4, green: 4, policy: Self.canary)
        world.ask(.green)
        world.run()
        world.freezes = ["frozen by jo: the fair"]
        world.rollBack(to: .blue)
        let before = world.reasons.count
        world.run()
        #expect(world.isSettled(on: .blue))
        #expect(!world.reasons.dropFirst(before).contains { $0.hasPrefix("baking") || $0.hasPrefix("soaking") })
    }
}
