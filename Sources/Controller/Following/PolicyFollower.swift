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
            note(reading(znode, after: board.read { $0.policy }))
        }
    }

    func note(_ reading: PolicyReading) {
        board.update { facts in
            guard facts.policy != reading else { return false }
            if case .faulty(let why, _) = reading {
                logger.error(
                    "The policy of an app cannot be kept: no rollout begins", metadata: [LogKeys.error: "\(why)"])
            }
            facts.policy = reading
            return true
        }
    }

    func reading(_ znode: ZNode?, after before: PolicyReading) -> PolicyReading {
        guard let znode else { return .absent }
        do {
            return .own(try policy(in: znode))
        } catch {
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
