import NIOConcurrencyHelpers
import ZooKeeper

/// A conversation with a real ZooKeeper in which some requests wait at a gate, and are cut off there when cancelled.
struct GatedSession: ZooKeeperSession {
    enum Gate: Sendable {
        case open
        case reads
        case commits
    }

    let base: ZooKeeperClient
    let gate = NIOLockedValueBox(Gate.open)
    let waiting = NIOLockedValueBox(0)

    func close(_ gate: Gate) { self.gate.withLockedValue { $0 = gate } }
    var isAnybodyWaiting: Bool { waiting.withLockedValue { $0 > 0 } }

    private func pass(_ wanted: Gate) async throws(ZooKeeperError) {
        guard gate.withLockedValue({ $0 == wanted }) else { return }
        waiting.withLockedValue { $0 += 1 }
        defer { waiting.withLockedValue { $0 -= 1 } }
        while gate.withLockedValue({ $0 == wanted }) {
            do {
                try await Task.sleep(for: .milliseconds(5), clock: .continuous)
            } catch {
                throw ZooKeeperError(.cancelled, outcome: .unknown, message: "cancelled at the gate")
            }
        }
    }

    func get(_ path: ZNodePath) async throws(ZooKeeperError) -> ZNode? {
        try await pass(.reads)
        return try await base.get(path)
    }

    func stat(of path: ZNodePath) async throws(ZooKeeperError) -> ZNodeStat? { try await base.stat(of: path) }

    func children(of path: ZNodePath) async throws(ZooKeeperError) -> ZNodeChildren? {
        try await base.children(of: path)
    }

    func create(
        _ path: ZNodePath, _ data: [UInt8]?, mode: CreateMode, acl: AccessControlList?
    ) async throws(ZooKeeperError) -> ZNodePath {
        try await base.create(path, data, mode: mode, acl: acl)
    }

    func set(
        _ path: ZNodePath, _ data: [UInt8]?, ifVersion version: ZNodeVersion?
    ) async throws(ZooKeeperError) -> ZNodeStat {
        try await base.set(path, data, ifVersion: version)
    }

    func delete(_ path: ZNodePath, ifVersion version: ZNodeVersion?) async throws(ZooKeeperError) {
        try await base.delete(path, ifVersion: version)
    }

    func commit(_ transaction: Transaction) async throws(ZooKeeperError) -> [Transaction.Result] {
        try await pass(.commits)
        return try await base.commit(transaction)
    }

    func sync(_ path: ZNodePath) async throws(ZooKeeperError) { try await base.sync(path) }
    func observe(_ path: ZNodePath) -> AsyncStream<ZNode?> { base.observe(path) }
    func observeChildren(of path: ZNodePath) -> AsyncStream<ZNodeChildren?> { base.observeChildren(of: path) }
    var states: AsyncStream<SessionState> { base.states }
    var currentState: SessionState { base.currentState }
}
