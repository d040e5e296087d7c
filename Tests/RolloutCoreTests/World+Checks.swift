import RolloutCore

extension World {
    /// What must hold of every change when it is begun.
    mutating func checkStep(_ change: StatusChange) {
        if record?.pending != change { violations.append("\(change) is not what the record has in hand") }
        if sites.contains(where: { $0.outage != nil }) {
            violations.append("\(change) without a registry to verify it in")
        }
        guard change.kind == .disable else { return }
        if let rollout = record?.rollout {
            if change.color != rollout.origin { violations.append("\(change) is not of the origin") }
            checkReaders(change, rollout)
        }
    }

    /// Whoever routes requests must know a serving instance of the destination.
    private mutating func checkReaders(_ change: StatusChange, _ rollout: Rollout) {
        let destination = members.filter { $0.color == rollout.destination && isServing($0) }.map(\.id)
        // The one way back that need not wait: everything that readers knew before the rollout still serves.
        let wasDisabled = rollout.steps.contains { $0.change == .disable && destination.contains($0.instance) }
        guard rollout.needsPropagation || wasDisabled else { return }
        for site in sites where !site.isBlind {
            for fetcher in site.fetchers where !fetcher.known.contains(where: { destination.contains($0) }) {
                violations.append("\(change) before \(fetcher.address) has fetched \(rollout.destination)")
            }
        }
    }

    /// What a change of ours left different from registry to registry.
    var disputed: [InstanceID] {
        members.filter { member in
            halfChanged.contains(member.id)
                && sites.indices.contains { status(member, at: $0) != status(member, at: 0) }
        }.map(\.id)
    }

    var askedColor: Color? { if case .asked(let intent) = intent { intent.color } else { nil } }

    /// Every instance of `color` UP, every other OUT_OF_SERVICE.
    func isSettled(on color: Color) -> Bool {
        record?.rollout == nil && record?.pending == nil && record?.serving == color
            && members.allSatisfy { member in
                sites.indices.allSatisfy { status(member, at: $0) == (member.color == color ? .up : .outOfService) }
            }
    }

    /// Steady on its active color, with the record adopted.
    static func steady(
        blue: Int = 3, green: Int = 3, policy: RolloutPolicy = RolloutPolicy(), registries: Int = 1
    ) -> World {
        var world = World(blue: blue, green: green, policy: policy, registries: registries)
        world.pass()
        world.pass()
        return world
    }

    /// In the middle of blue to green, stopped as soon as `isThere`.
    static func switching(
        blue: Int = 3, green: Int = 3, policy: RolloutPolicy = RolloutPolicy(), registries: Int = 1,
        until isThere: (World) -> Bool
    ) -> World {
        var world = steady(blue: blue, green: green, policy: policy, registries: registries)
        world.ask(.green)
        world.run(until: isThere)
        return world
    }
}
