import ZooKeeper

/// Stands where a store asks for a session although only its transactions are wanted: every call fails.
struct UnconnectedSession: ZooKeeperSession {
    private var refusal: ZooKeeperError { ZooKeeperError(.notConnected, message: "nothing is connected here") }

    func get(_ path: ZNodePath) async throws(ZooKeeperError) -> ZNode? { throw refusal }
    func stat(of path: ZNodePath) async throws(ZooKeeperError) -> ZNodeStat? { throw refusal }
    func children(of path: ZNodePath) async throws(ZooKeeperError) -> ZNodeChildren? { throw refusal }

    func create(
        _ path: ZNodePath, _ data: [UInt8]?, mode: CreateMode, acl: AccessControlList?
    ) async throws(ZooKeeperError) -> ZNodePath { throw refusal }

    func set(
        _ path: ZNodePath, _ data: [UInt8]?, ifVersion version: ZNodeVersion?
    ) async throws(ZooKeeperError) -> ZNodeStat { throw refusal }

    func delete(_ path: ZNodePath, ifVersion version: ZNodeVersion?) async throws(ZooKeeperError) { throw refusal }
    func commit(_ transaction: Transaction) async throws(ZooKeeperError) -> [Transaction.Result] { throw refusal }
    func sync(_ path: ZNodePath) async throws(ZooKeeperError) { throw refusal }
    func observe(_ path: ZNodePath) -> AsyncStream<ZNode?> { AsyncStream { $0.finish() } }
    func observeChildren(of path: ZNodePath) -> AsyncStream<ZNodeChildren?> { AsyncStream { $0.finish() } }
    var states: AsyncStream<SessionState> { AsyncStream { $0.finish() } }
    var currentState: SessionState { .connecting }
}
