extension Pass {
    /// The target proves itself before anything is changed: all that is wrong is said, not the first alone.
    mutating func check(_ rollout: Rollout) -> Turn {
        let fleet = seen.fleets[rollout.target]
        guard !fleet.instances.isEmpty else {
            return failCheck(rollout, "\(rollout.target) has no instances")
        }
        let contradictions = policy.findings
        guard contradictions.isEmpty else {
            return failCheck(rollout, "the policy cannot be kept: \(listed(contradictions))")
        }
        let failures = CheckFailures(of: rollout.target, in: self)
        if failures.isEmpty {
            let ready = fleet.instances.count - failures.obstacles.count
            let required = min(ready, policy.minTarget.resolved(of: fleet.instances.count))
            let sourceSize = seen.fleets[rollout.source].instances.count { $0.isEnabled && !isAmbiguous($0) }
            record.rollout?.pass(targetSize: ready, required: required, sourceSize: sourceSize)
            enter(.enabling)
            return commit(.checking, "\(rollout.target) passed its checks: \(counted(ready, "instance")) ready")
        }
        let deadline = rollout.phaseSince + policy.checkDeadline
        let what = listed(failures.sentences, then: failures.counted)
        let sentence = "\(rollout.target) failed \(counted(failures.count, "check")): \(what)"
        guard now < deadline else { return failCheck(rollout, sentence) }
        return hold(.checking, "checking \(rollout.target): \(what)", until: deadline)
    }

    private mutating func failCheck(_ rollout: Rollout, _ why: String) -> Turn {
        // Turned forward again: instances were moved already, so that refusing means moving them back.
        guard rollout.steps.isEmpty else { return reverse(why) }
        return conclude(.rejected, "\(why): \(rollout.source) goes on serving")
    }

    /// The instances that cannot be counted on.
    func obstacles(of fleet: Fleet) -> [Instance] {
        fleet.instances.filter { !$0.isUsable || isAmbiguous($0) }
    }

    /// Why an instance cannot be counted on.
    func sentence(on instance: Instance) -> String {
        isAmbiguous(instance) ? "\(instance.id) is in both colors" : instance.obstacle ?? "\(instance.id) is ready"
    }

    /// At most five, so that a sentence stays one, and no more words are made than it shows.
    func listed(_ sentences: [String] = [], then instances: [Instance] = []) -> String {
        let shown =
            sentences.prefix(5)
            + instances.prefix(max(0, 5 - sentences.count)).map { sentence(on: $0) }
        let rest = sentences.count + instances.count - shown.count
        let text = shown.joined(separator: "; ")
        return rest > 0 ? "\(text); and \(rest) more" : text
    }
}

/// `1 check`, `3 checks`.
func counted(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }
