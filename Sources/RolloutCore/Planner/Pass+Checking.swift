extension Pass {
    /// The target proves itself before anything is changed: all that is wrong is said, not the first alone.
    mutating func check(_ rollout: Rollout) -> Turn {
        let fleet = seen.fleets[rollout.target]
        guard !fleet.instances.isEmpty else {
            return failCheck(rollout, "\(rollout.target) has no instances")
        }
        let failures = unavailableRegistries() + fleet.instances.compactMap { instance in
            isAmbiguous(instance) ? "\(instance.id) is in both colors" : instance.obstacle
        }
        if failures.isEmpty {
            record.rollout?.floor = fleet.instances.count
            enter(.enabling)
            return commit(.checking, "\(rollout.target) passed its checks: \(fleet.instances.count) instances ready")
        }
        let deadline = rollout.phaseSince + policy.checkDeadline
        let sentence = "\(rollout.target) failed \(counted(failures.count, "check")): \(listed(failures))"
        guard now < deadline else { return failCheck(rollout, sentence) }
        return hold(.checking, "checking \(rollout.target): \(listed(failures))", until: deadline)
    }

    private mutating func failCheck(_ rollout: Rollout, _ why: String) -> Turn {
        // Turned forward again: instances were moved already, so that refusing means moving them back.
        guard rollout.steps.isEmpty else { return reverse(why) }
        return conclude(.rejected, "\(why): \(rollout.source) goes on serving")
    }

    private func unavailableRegistries() -> [String] {
        seen.registries.compactMap { registry in
            guard case .unavailable(let why) = registry.answer else { return nil }
            return "the registry \(registry.name) cannot be asked: \(why)"
        }
    }
}

/// `1 check`, `3 checks`.
func counted(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }

/// At most five, so that a sentence stays one.
func listed(_ items: [String]) -> String {
    let shown = items.prefix(5).joined(separator: "; ")
    return items.count > 5 ? "\(shown); and \(items.count - 5) more" : shown
}
