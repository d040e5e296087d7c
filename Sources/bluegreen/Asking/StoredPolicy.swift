import Coordination
import ZooKeeper

/// The app's own policy in ZooKeeper, as text.
enum StoredPolicy {
    /// Nil when the app has none.
    static func read(_ layout: ZNodeLayout, _ session: any ZooKeeperSession) async throws -> String? {
        try await session.sync(layout.policy)
        return try await session.get(layout.policy).map { String(decoding: $0.data ?? [], as: UTF8.self) }
    }

    static func write(_ text: String, _ layout: ZNodeLayout, _ session: any ZooKeeperSession) async throws {
        let data = Array(text.utf8)
        if let parent = layout.policy.parent { try await session.createPath(parent) }
        if try await session.stat(of: layout.policy) == nil {
            try await session.create(layout.policy, data)
        } else {
            try await session.set(layout.policy, data)
        }
    }

    /// False when there was none.
    static func remove(_ layout: ZNodeLayout, _ session: any ZooKeeperSession) async throws -> Bool {
        do throws(ZooKeeperError) {
            try await session.delete(layout.policy)
            return true
        } catch {
            guard error.code == .noNode else { throw error }
            return false
        }
    }
}
