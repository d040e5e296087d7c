/// What would come of asking for a color now.
public struct Precheck: Hashable, Sendable {
    /// What would refuse it, each a sentence; empty when it would be started and pass its checks.
    public let failures: [String]
    /// What would not, and is worth knowing.
    public let warnings: [String]
}

extension Planner {
    /// Everything that is found when `target` is asked for at this moment: all of it, and nothing is changed.
    public func precheck(_ target: Color, _ seen: Observation) -> Precheck {
        guard let record = seen.record else {
            return Precheck(failures: ["no controller has taken the app over yet"], warnings: [])
        }
        var steady = record
        steady.rollout = nil
        let pass = Pass(seen: seen, policy: policy, record: steady)
        var failures = seen.freezes + policy.findings.map { "the policy cannot be kept: \($0)" }
        var warnings: [String] = []
        if let rollout = record.rollout {
            warnings.append("r-\(rollout.number) from \(rollout.source) to \(rollout.target) is under way")
        } else if record.serving == target {
            warnings.append("\(target) serves already")
        }
        let fleet = seen.fleets[target]
        if fleet.instances.isEmpty { failures.append("\(target) has no instances") }
        let found = CheckFailures(of: target, in: pass)
        failures += found.sentences + found.counted.map { pass.sentence(on: $0) }
        warnings += found.obstacles.filter { !found.counted.contains($0) }.map { pass.sentence(on: $0) }
        let source = seen.fleets[target.opposite]
        if !source.instances.contains(where: { $0.isUsable }) {
            warnings.append("no way back: \(target.opposite) has no ready instance")
        }
        if policy.requiresComment { warnings.append("the policy requires a comment") }
        return Precheck(failures: failures, warnings: warnings)
    }
}
