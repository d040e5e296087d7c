import ServiceLifecycle
import ZooKeeper

/// Ends a role at once, with its sentence, when ZooKeeper does not let it write where it must; else it would try for ever.
struct PermissionCheck: Service {
    let client: ZooKeeperClient
    /// The znodes that the role creates children of.
    let parents: [ZNodePath]

    func run() async throws {
        try await check()
        try? await gracefulShutdown()
    }

    private func check() async throws {
        while !Task.isShuttingDownGracefully, !Task.isCancelled {
            do throws(ZooKeeperError) {
                for parent in parents { try await probe(parent) }
                return
            } catch {
                if error.code == .authFailed { throw error }
                if error.code == .noAuth {
                    throw ZooKeeperError(.noAuth, path: error.path?.parent, message: error.message)
                }
                // The client itself says when it is not connected.
                guard error.isRetryable else { return }
            }
        }
    }

    /// Creates a child and removes it in the same transaction: nothing is left, whatever happens.
    private func probe(_ parent: ZNodePath) async throws(ZooKeeperError) {
        try await client.createPath(parent)
        let child = parent.appending("permission-check-\(UInt64.random(in: 0 ..< .max))")
        var transaction = Transaction()
        transaction.create(child, nil)
        transaction.delete(child)
        try await client.commit(transaction)
    }
}
