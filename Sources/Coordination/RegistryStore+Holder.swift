public import ZooKeeper

extension RegistryStore {
    /// A live registry, by the ephemeral znode `/bluegreen/registry/holder`.
    public struct Holder: Hashable, Sendable {
        /// The session that the znode goes with.
        public let session: SessionID
        /// Where it says that it listens.
        public let name: String

        /// A holder as its znode shows it.
        public init(session: SessionID, name: String) {
            self.session = session
            self.name = name
        }
    }

    private static let holder = ZNodeLayout.registry.appending("holder")

    /// Says that a registry is at work on this memory, unless another one says so already.
    ///
    /// - Returns: The other one, which may also be the former life of the caller until its session ends; nil when there
    ///   is none.
    public func announce(_ name: String) async throws(ZooKeeperError) -> Holder? {
        if let other = try await session.get(Self.holder) { return foreign(other) }
        do {
            try await session.create(Self.holder, Array(name.utf8), mode: .ephemeral)
            return nil
        } catch  where error.code == .nodeExists {
            return try await session.get(Self.holder).flatMap(foreign)
        }
    }

    private func foreign(_ znode: ZNode) -> Holder? {
        guard let owner = znode.stat.ephemeralOwner, .connected(owner) != session.currentState else { return nil }
        return Holder(session: owner, name: znode.text ?? "")
    }
}
