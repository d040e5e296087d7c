/// One ZooKeeper conversation as everything above sees it.
///
/// Every operation has a deadline: the client's operation timeout, or the one given to `withDeadline`. A missing znode
/// is nil, not an error, on reads.
public protocol ZooKeeperSession: Sendable {
    /// Data and facts of a znode; nil when there is none.
    func get(_ path: ZNodePath) async throws(ZooKeeperError) -> ZNode?
    /// Facts of a znode; nil when there is none.
    func stat(of path: ZNodePath) async throws(ZooKeeperError) -> ZNodeStat?
    /// Names of the children; nil when there is no such znode.
    func children(of path: ZNodePath) async throws(ZooKeeperError) -> ZNodeChildren?
    /// Creates a znode; answers its path, completed by the server when the mode is sequential.
    @discardableResult
    func create(
        _ path: ZNodePath,
        _ data: [UInt8]?,
        mode: CreateMode,
        acl: AccessControlList?
    ) async throws(ZooKeeperError) -> ZNodePath
    /// Sets the data of a znode, in the version given only.
    @discardableResult
    func set(
        _ path: ZNodePath,
        _ data: [UInt8]?,
        ifVersion version: ZNodeVersion?
    ) async throws(ZooKeeperError) -> ZNodeStat
    /// Deletes a znode without children, in the version given only.
    func delete(_ path: ZNodePath, ifVersion version: ZNodeVersion?) async throws(ZooKeeperError)
    /// Applies all operations, or none and throws with the index of the first that failed.
    @discardableResult
    func commit(_ transaction: Transaction) async throws(ZooKeeperError) -> [Transaction.Result]
    /// Waits until the connected server has caught up with the leader; reads after it see what others have written.
    func sync(_ path: ZNodePath) async throws(ZooKeeperError)
    /// The value now and after every change (nil: no such znode).
    ///
    /// Read when asked for, so the newest value wins and the last change is never lost; changes in between may be
    /// skipped. Goes on through suspension and, on a client, session loss. Ends when the caller's task is cancelled,
    /// the client shuts down or, on a bound session, that session ends. One consumer a stream.
    func observe(_ path: ZNodePath) -> AsyncStream<ZNode?>
    /// The children now and after every change (nil: no such znode); as `observe`.
    func observeChildren(of path: ZNodePath) -> AsyncStream<ZNodeChildren?>
    /// The present state, then each change. A slow reader misses older ones.
    var states: AsyncStream<SessionState> { get }
    /// The present state.
    var currentState: SessionState { get }
}
