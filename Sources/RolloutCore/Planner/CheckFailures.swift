/// What speaks against moving to a color: all of it, not the first alone.
struct CheckFailures {
    /// Each a sentence of its own.
    private(set) var sentences: [String] = []
    /// Instances that cannot be counted on.
    let obstacles: [Instance]
    /// Those of them that are too many.
    let counted: [Instance]

    var count: Int { sentences.count + counted.count }
    var isEmpty: Bool { count == 0 }

    init(of target: Color, in pass: Pass) {
        let fleet = pass.seen.fleets[target]
        let policy = pass.policy
        obstacles = pass.obstacles(of: fleet)
        let ready = fleet.instances.count - obstacles.count
        counted = ready < max(1, policy.minTarget.resolved(of: fleet.instances.count)) ? obstacles : []
        for registry in pass.seen.registries {
            guard case .unavailable(let why) = registry.answer else { continue }
            sentences.append("the registry \(registry.name) cannot be asked: \(why)")
        }
        let source = pass.seen.fleets[target.opposite].instances.count { $0.isEnabled }
        if let floor = policy.minHealthy?.resolved(of: source), ready < floor {
            sentences.append(
                "\(RolloutCore.counted(ready, "instance")) of \(target) can serve, and the floor is \(floor)")
        }
        let draining = policy.drain * (source + policy.maxInTransition - 1) / max(1, policy.maxInTransition)
        if draining > policy.phaseDeadline {
            sentences.append(
                "draining \(RolloutCore.counted(source, "instance")) takes longer than rollout.phaseDeadline")
        }
    }
}
