public import ZooKeeper

/// A stand-in for a conversation with ZooKeeper that only answers readings: for a follower whose one reading must fail,
/// which a real server does not do when asked. Whatever else is called does nothing.
public protocol ReadOnlySession: ZooKeeperSession {}

extension ReadOnlySession {
    /// Facts of a znode that nobody looks at.
    public static var stat: ZNodeStat {
        ZNodeStat(
            czxid: 1, mzxid: 1, pzxid: 1, version: ZNodeVersion(rawValue: 0), ephemeralOwner: nil, childCount: 0,
            dataLength: 0, createdMilliseconds: 0, modifiedMilliseconds: 0)
    }

    /// Nothing.
    public func stat(of path: ZNodePath) async throws(ZooKeeperError) -> ZNodeStat? { nil }

    /// Does nothing.
    public func create(
        _ path: ZNodePath, _ data: [UInt8]?, mode: CreateMode, acl: AccessControlList?
    ) async throws(ZooKeeperError) -> ZNodePath { path }

    /// Does nothing.
    public func set(
        _ path: ZNodePath, _ data: [UInt8]?, ifVersion version: ZNodeVersion?
    ) async throws(ZooKeeperError) -> ZNodeStat { Self.stat }

    /// Does nothing.
    public func delete(_ path: ZNodePath, ifVersion version: ZNodeVersion?) async throws(ZooKeeperError) {}

    /// Does nothing.
    public func commit(_ transaction: Transaction) async throws(ZooKeeperError) -> [Transaction.Result] { [] }

    /// Does nothing.
    public func sync(_ path: ZNodePath) async throws(ZooKeeperError) {}

    /// Ends at once.
    public func observe(_ path: ZNodePath) -> AsyncStream<ZNode?> { AsyncStream { $0.finish() } }

    /// Ends at once.
    public var states: AsyncStream<SessionState> { AsyncStream { $0.finish() } }

    /// Not connected yet.
    public var currentState: SessionState { .connecting }
}
