import Coordination
import RolloutCore

extension AppFacts {
    /// What rollouts keep to now.
    var effectivePolicy: AppPolicy { policy.policy ?? configured }

    /// Why no rollout may begin now, each in a few words.
    func freezes(at now: Timestamp) -> [String] {
        var found: [String] = []
        if case .faulty(let why, _) = policy { found.append("its policy cannot be kept: \(why)") }
        if let all = common.freeze ?? nil, all.isInForce(at: now) { found.append("all apps are \(all.sentence)") }
        if let own = freeze ?? nil, own.isInForce(at: now) { found.append(own.sentence) }
        if let closure = effectivePolicy.closure(at: now) { found.append(closure) }
        if effectivePolicy.needsMargin, let lack = common.lackOfMargin { found.append(lack) }
        return found
    }

    /// When the first of those ends by itself; nil when none does.
    func nextStart(after now: Timestamp) -> Timestamp? {
        let ends = [common.freeze ?? nil, freeze ?? nil].compactMap { $0?.until }.filter { $0 > now }
        return (ends + [effectivePolicy.nextWindow(at: now)?.opening].compactMap { $0 }).min()
    }
}
