extension ZooKeeperSession {
    /// Creates a znode with the client's default access control list.
    @discardableResult
    public func create(
        _ path: ZNodePath,
        _ data: [UInt8]?,
        mode: CreateMode = .persistent
    ) async throws(ZooKeeperError) -> ZNodePath {
        try await create(path, data, mode: mode, acl: nil)
    }

    /// Sets the data of a znode in whatever version it is.
    @discardableResult
    public func set(_ path: ZNodePath, _ data: [UInt8]?) async throws(ZooKeeperError) -> ZNodeStat {
        try await set(path, data, ifVersion: nil)
    }

    /// Deletes a znode in whatever version it is.
    public func delete(_ path: ZNodePath) async throws(ZooKeeperError) {
        try await delete(path, ifVersion: nil)
    }

    /// Makes sure that a persistent znode and all its parents exist; data of existing ones is left alone.
    public func createPath(_ path: ZNodePath) async throws(ZooKeeperError) {
        do {
            try await create(path, nil, mode: .persistent, acl: nil)
        } catch {
            if error.code == .nodeExists { return }
            guard error.code == .noNode, let parent = path.parent else { throw error }
            try await createPath(parent)
            do {
                try await create(path, nil, mode: .persistent, acl: nil)
            } catch  where error.code == .nodeExists {}
        }
    }

    /// Runs `body` with one deadline for all operations in it, in place of the client's operation timeout.
    public func withDeadline<R>(
        _ timeout: Duration,
        _ body: () async throws -> R
    ) async rethrows -> R {
        try await OperationDeadline.$current.withValue(.now + timeout) { try await body() }
    }
}

/// The deadline that the running task has set for its operations.
enum OperationDeadline {
    @TaskLocal static var current: ContinuousClock.Instant?
}
