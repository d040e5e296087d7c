public import ZooKeeper

/// Freezes: one of all apps, and one of each app.
public struct FreezeStore: Sendable {
    private let session: any ZooKeeperSession

    /// The freezes, over one conversation with ZooKeeper.
    public init(session: any ZooKeeperSession) {
        self.session = session
    }

    /// What a freeze's znode says; nil when there is none or it cannot be read, which is as good as none.
    public static func freeze(_ znode: ZNode?) -> Freeze? {
        guard let data = znode?.data else { return nil }
        return try? Payload.decode(Freeze.self, from: data)
    }

    /// The freeze at a path of `ZNodeLayout`.
    public func read(_ path: ZNodePath) async throws(ZooKeeperError) -> Freeze? {
        Self.freeze(try await session.get(path))
    }

    /// Freezes, or changes a freeze that is there.
    public func put(_ freeze: Freeze, at path: ZNodePath) async throws {
        let data = try Payload.encode(freeze)
        if let parent = path.parent { try await session.createPath(parent) }
        if try await session.stat(of: path) == nil {
            try await session.create(path, data, mode: .persistent, acl: nil)
        } else {
            try await session.set(path, data, ifVersion: nil)
        }
    }

    /// Lifts a freeze; false when there is none.
    public func lift(_ path: ZNodePath) async throws(ZooKeeperError) -> Bool {
        do throws(ZooKeeperError) {
            try await session.delete(path, ifVersion: nil)
            return true
        } catch {
            guard error.code == .noNode else { throw error }
            return false
        }
    }
}
