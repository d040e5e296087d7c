import RolloutCore
import TestSupport
import Testing

@Suite struct `Whatever the fleets and the policy` {
    private static let seeds: Range<UInt64> = 0..<500

    /// A world without faults, some of its target not ready where the policy allows it.
    private func world(_ random: inout SplitMix64) -> World {
        let batches: [[Amount]] = [
            [.percent(100)], [.count(1), .percent(100)], [.count(1), .percent(10), .percent(50), .percent(100)],
            [.percent(33), .percent(66), .percent(100)],
        ]
        let size = 1 + random.below(12)
        let policy = RolloutPolicy(
            strategy: .init(
                batches: batches[random.below(batches.count)], bake: .seconds(random.below(4)),
                soak: .seconds(random.below(4))),
            minTarget: .percent([50, 80, 100][random.below(3)]),
            minHealthy: random.chance(50) ? .percent([50, 75][random.below(2)]) : nil,
            maxInTransition: 1 + random.below(3), readerCache: .fixed(.zero), drain: .seconds(random.below(3)))
        var world = World.steady(blue: size, green: max(1, size - random.below(2)), policy: policy)
        for index in world.members.indices where random.chance(50) {
            world.members[index].zone = ["a", "b", "c"][random.below(3)]
        }
        return world
    }

    private func statuses(_ world: World) -> [String] {
        world.members.map { "\($0.id) \(world.status($0, at: 0))" }
    }

    @Test(arguments: seeds) func `no prefix of a plan crosses the floor`(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var world = world(&random)
        let size = world.serving.count
        let floor = world.planner.policy.minHealthy?.resolved(of: size) ?? 0
        world.ask(.green)
        var lowest = size
        world.run(2_000) { world in
            lowest = min(lowest, world.serving.count)
            return world.record?.rollout == nil
        }
        #expect(world.record?.rollout == nil && world.violations.isEmpty)
        #expect(lowest >= max(1, floor))
        // A target as large as the source never costs capacity.
        if world.members.count == 2 * size { #expect(lowest == size) }
    }

    @Test(arguments: seeds) func `a converged world yields no step`(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var world = world(&random)
        world.ask(.green)
        world.run(2_000)
        let changes = world.changes
        for _ in 0..<5 { world.passAndElapse() }
        #expect(world.changes == changes)
        // A floor that a smaller target cannot keep is refused before anything is changed.
        let isRefused = world.history.last?.outcome == .rejected
        #expect(world.isSettled(on: isRefused ? .blue : .green) && changes.isEmpty == isRefused)
    }

    @Test(arguments: seeds) func `any prefix, taken up by another leader, reaches the same end`(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var world = world(&random)
        world.ask(.green)
        var whole = world
        whole.run(2_000)
        let prefix = 1 + random.below(max(1, whole.changes.count))
        world.run(2_000, until: { $0.changes.count >= prefix })
        world.record = world.record?.takenOver(at: world.now)
        world.run(2_000)
        #expect(statuses(world) == statuses(whole))
        #expect(world.changes.sorted() == whole.changes.sorted(), "no step is made twice, none is left out")
    }

    @Test(arguments: seeds) func `turning back restores what was, the source first`(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var world = world(&random)
        let before = statuses(world)
        let size = world.serving.count
        world.ask(.green)
        let prefix = random.below(world.members.count + 1)
        world.run(2_000, until: { $0.changes.count >= prefix || $0.record?.rollout == nil && !$0.history.isEmpty })
        let isOver = world.record?.rollout == nil && !world.history.isEmpty
        if random.chance(50) && !isOver && world.record?.rollout != nil {
            world.request(.abort)
        } else {
            world.rollBack(to: .blue)
        }
        var lowest = world.serving.count
        world.run(2_000) { world in
            lowest = min(lowest, world.serving.count)
            return world.record?.rollout == nil && world.requests.isEmpty && world.record?.serving == .blue
                && world.askedColor == .blue
        }
        world.run(5, until: { _ in false })
        #expect(statuses(world) == before)
        #expect(lowest >= min(size, 1) && world.violations.isEmpty)
    }
}
