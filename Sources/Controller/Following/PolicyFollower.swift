import Coordination
import Logging
import ZooKeeper

/// Keeps an app's own policy up to date. One that cannot be understood is said once, and keeps rollouts from beginning.
struct PolicyFollower: Sendable {
    let layout: ZNodeLayout
    let session: any ZooKeeperSession
    let board: FactBoard
    let read: @Sendable (String) throws -> AppPolicy
    let logger: Logger

    /// Longer ones are not looked at.
    static let limit = 65_536

    func run() async {
        for await znode in session.observe(layout.policy) {
            board.update { facts in
                let before = facts.policy
                facts.policy = reading(znode, before)
                return facts.policy != before
            }
        }
    }

    private func reading(_ znode: ZNode?, _ before: PolicyReading) -> PolicyReading {
        guard let znode else { return .absent }
        do {
            return .own(try policy(in: znode))
        } catch {
            logger.error(
                "The policy of an app cannot be kept: no rollout begins",
                metadata: [LogKeys.error: "\(error)"])
            return .faulty("\(error)", before: before.policy)
        }
    }

    private func policy(in znode: ZNode) throws -> AppPolicy {
        let data = znode.data ?? []
        guard data.count <= Self.limit else {
            throw CoordinationError("\(layout.policy) has more than \(Self.limit) bytes")
        }
        guard let text = String(validating: data, as: UTF8.self) else {
            throw CoordinationError("\(layout.policy) is not UTF-8 text")
        }
        return try read(text)
    }
}
