import Coordination
import NIOConcurrencyHelpers
import RolloutCore
import ZooKeeper

/// Tells whether a znode in the way is a left-over that may be replaced.
///
/// That is what the registry kept for the instance, and what an agent for the same endpoint left when it died. One session's
/// znode is replaced once: two living agents with one id do not replace each other's for ever.
final class LeftOver: Sendable {
    private let endpoint: Endpoint
    private let replaced = NIOLockedValueBox<Set<SessionID>>([])

    init(of endpoint: Endpoint) {
        self.endpoint = endpoint
    }

    func mayReplace(_ znode: ZNode) -> Bool {
        let member = FleetMember(data: znode.data)
        guard let session = znode.stat.ephemeralOwner else { return member.owner == .registry }
        guard member.owner == .agent, member.endpoint == endpoint else { return false }
        return replaced.withLockedValue { replaced in
            replaced.count < 1_000 && replaced.insert(session).inserted
        }
    }
}
