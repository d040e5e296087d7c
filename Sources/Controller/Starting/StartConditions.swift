import Coordination
import ZooKeeper

/// Reads once more what may keep a rollout from beginning, right before one does, or is refused.
///
/// Each of them has a watch of its own, so that the color may be heard of first although it was written last. Whatever was
/// written before the color is in what is read after it. How the ensemble is, nobody tells: it is asked now and then, and
/// therefore asked again here.
struct StartConditions: Sendable {
    let layout: ZNodeLayout
    let session: any ZooKeeperSession
    let board: FactBoard
    let table: AppTable
    let policy: PolicyFollower
    /// Nil where there is one server only.
    let ensemble: EnsembleProbe?

    /// - Parameter isWayBack: what the ensemble lacks does not keep it, and a member that does not answer must not delay it.
    /// - Returns: false when that is not what was decided on; the facts are up to date then.
    func hold(in facts: AppFacts, isWayBack: Bool) async throws(ZooKeeperError) -> Bool {
        var fresh = facts
        fresh.policy = policy.reading(try await session.get(layout.policy), after: facts.policy)
        fresh.freeze = .some(FreezeStore.freeze(try await session.get(layout.freeze)))
        fresh.common.freeze = .some(FreezeStore.freeze(try await session.get(ZNodeLayout.freeze)))
        if let ensemble, fresh.effectivePolicy.needsMargin, !isWayBack {
            fresh.common.lackOfMargin = QuorumFollower.lack(in: await ensemble.reports())
        }
        let isSame = fresh.policy == facts.policy && fresh.freeze == facts.freeze && fresh.common == facts.common
        if isSame { return true }
        policy.note(fresh.policy)
        board.update { now in
            now.freeze = fresh.freeze
            return false
        }
        table.update { $0 = fresh.common }
        return false
    }
}
