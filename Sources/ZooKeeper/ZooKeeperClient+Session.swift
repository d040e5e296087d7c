extension ZooKeeperClient {
    private var conversation: Conversation { Conversation(core: core) }

    /// Data and facts of a znode; nil when there is none.
    public func get(_ path: ZNodePath) async throws(ZooKeeperError) -> ZNode? {
        try await conversation.get(path)
    }

    /// Facts of a znode; nil when there is none.
    public func stat(of path: ZNodePath) async throws(ZooKeeperError) -> ZNodeStat? {
        try await conversation.stat(of: path)
    }

    /// Names of the children; nil when there is no such znode.
    public func children(of path: ZNodePath) async throws(ZooKeeperError) -> ZNodeChildren? {
        try await conversation.children(of: path)
    }

    /// Creates a znode; answers its path, completed by the server when the mode is sequential.
    @discardableResult
    public func create(
        _ path: ZNodePath,
        _ data: [UInt8]?,
        mode: CreateMode,
        acl: AccessControlList?
    ) async throws(ZooKeeperError) -> ZNodePath {
        try await conversation.create(path, data, mode: mode, acl: acl)
    }

    /// Sets the data of a znode, in the version given only.
    @discardableResult
    public func set(
        _ path: ZNodePath,
        _ data: [UInt8]?,
        ifVersion version: ZNodeVersion?
    ) async throws(ZooKeeperError) -> ZNodeStat {
        try await conversation.set(path, data, ifVersion: version)
    }

    /// Deletes a znode without children, in the version given only.
    public func delete(_ path: ZNodePath, ifVersion version: ZNodeVersion?) async throws(ZooKeeperError) {
        try await conversation.delete(path, ifVersion: version)
    }

    /// Applies all operations, or none and throws with the index of the first that failed.
    @discardableResult
    public func commit(_ transaction: Transaction) async throws(ZooKeeperError) -> [Transaction.Result] {
        try await conversation.commit(transaction)
    }

    /// Waits until the connected server has caught up with the leader.
    public func sync(_ path: ZNodePath) async throws(ZooKeeperError) {
        try await conversation.sync(path)
    }

    /// The value now and after every change, over session losses; ends with the client.
    public func observe(_ path: ZNodePath) -> AsyncStream<ZNode?> { conversation.observe(path) }

    /// The children now and after every change, over session losses; ends with the client.
    public func observeChildren(of path: ZNodePath) -> AsyncStream<ZNodeChildren?> {
        conversation.observeChildren(of: path)
    }

    /// The present state, then each change; ends with the client.
    public var states: AsyncStream<SessionState> { conversation.states }
    /// The present state.
    public var currentState: SessionState { conversation.currentState }
}
