public import ZooKeeper

/// A copy of another registry is made in many writes; `/bluegreen/registry/copy` is there until the last of them.
extension RegistryStore {
    private static let copy = ZNodeLayout.registry.appending("copy")

    /// Whether a copy was begun and broken off.
    public func hasUnfinishedCopy() async throws(ZooKeeperError) -> Bool {
        try await session.get(Self.copy) != nil
    }

    /// From now on what is kept is a part only.
    public func beginCopy() async throws(ZooKeeperError) {
        try await session.createPath(Self.copy)
    }

    /// Everything is kept.
    public func endCopy() async throws(ZooKeeperError) {
        do {
            try await session.delete(Self.copy)
        } catch  where error.code == .noNode {}
    }
}
