/// The operations of a client, on whatever session it has or bound to one of them.
struct Conversation: ZooKeeperSession {
    let core: ClientCore
    /// The only session to talk on; nil: the client's present one.
    var bound: SessionHandle?
    /// Whether cancellation of the calling task is ignored; for clean-up with a deadline of its own.
    var isShielded = false

    /// Most bytes of one request; a server drops the connection at 0xfffff.
    static let payloadLimit = 1_000_000

    func get(_ path: ZNodePath) async throws(ZooKeeperError) -> ZNode? {
        try await read(path, watch: false)
    }

    func stat(of path: ZNodePath) async throws(ZooKeeperError) -> ZNodeStat? {
        try await present(path, .exists(absolute(path), watch: false)) { reply in
            if case .stat(let stat) = reply { stat } else { nil }
        }
    }

    func children(of path: ZNodePath) async throws(ZooKeeperError) -> ZNodeChildren? {
        try await readChildren(path, watch: false)
    }

    func create(
        _ path: ZNodePath,
        _ data: [UInt8]?,
        mode: CreateMode,
        acl: AccessControlList?
    ) async throws(ZooKeeperError) -> ZNodePath {
        let operation = Operation.create(absolute(path), data, mode, acl ?? core.configuration.acl)
        let reply = try await performMakingPrefix(operation, path)
        guard case .created(let created) = reply else { return path }
        return relative(created)
    }

    func set(
        _ path: ZNodePath,
        _ data: [UInt8]?,
        ifVersion version: ZNodeVersion?
    ) async throws(ZooKeeperError) -> ZNodeStat {
        let reply = try await perform(.set(absolute(path), data, version), path)
        guard case .stat(let stat) = reply else { throw unexpected(path) }
        return stat
    }

    func delete(_ path: ZNodePath, ifVersion version: ZNodeVersion?) async throws(ZooKeeperError) {
        _ = try await perform(.delete(absolute(path), version), path)
    }

    func commit(_ transaction: Transaction) async throws(ZooKeeperError) -> [Transaction.Result] {
        guard transaction.operations.count <= Transaction.operationLimit else {
            throw ZooKeeperError(
                .payloadTooLarge,
                message: "\(transaction.operations.count) operations in a transaction; the limit is "
                    + "\(Transaction.operationLimit)"
            )
        }
        let operations = transaction.operations.map { absolute($0) }
        let reply: Reply
        do {
            reply = try await performMakingPrefix(.multi(operations), nil)
        } catch {
            guard let failed = error.failedOperation, failed < operations.count else { throw error }
            throw error.at(transaction.operations[failed].path)
        }
        guard case .committed(let results) = reply else { throw unexpected(nil) }
        return results.map { result in
            if case .created(let path) = result { .created(relative(path.rawValue)) } else { result }
        }
    }

    func sync(_ path: ZNodePath) async throws(ZooKeeperError) {
        _ = try await perform(.sync(absolute(path)), path)
    }

    func observe(_ path: ZNodePath) -> AsyncStream<ZNode?> {
        let observation = Observation(self, of: path)
        return AsyncStream { await observation.nextValue() }
    }

    func observeChildren(of path: ZNodePath) -> AsyncStream<ZNodeChildren?> {
        let observation = Observation(self, of: path)
        return AsyncStream { await observation.nextChildren() }
    }

    var states: AsyncStream<SessionState> { core.states() }
    var currentState: SessionState { core.sessionState }

    // MARK: Reading with a watch

    func read(_ path: ZNodePath, watch: Bool) async throws(ZooKeeperError) -> ZNode? {
        try await present(path, .get(absolute(path), watch: watch)) { reply in
            if case .value(let data, let stat) = reply { ZNode(path: path, data: data, stat: stat) } else { nil }
        }
    }

    func readChildren(_ path: ZNodePath, watch: Bool) async throws(ZooKeeperError) -> ZNodeChildren? {
        try await present(path, .children(absolute(path), watch: watch)) { reply in
            if case .children(let names, let stat) = reply { ZNodeChildren(names: names, stat: stat) } else { nil }
        }
    }

    /// Sets a watch on a znode that may not exist; whether it does.
    func exists(_ path: ZNodePath) async throws(ZooKeeperError) -> Bool {
        try await present(path, .exists(absolute(path), watch: true)) { _ in true } ?? false
    }

    private func present<R>(
        _ path: ZNodePath,
        _ operation: Operation,
        _ convert: (Reply) -> R?
    ) async throws(ZooKeeperError) -> R? {
        do {
            return convert(try await perform(operation, path))
        } catch  where error.code == .noNode {
            return nil
        }
    }

    // MARK: Performing

    /// Performs one operation on the right session before the deadline.
    private func perform(_ operation: Operation, _ path: ZNodePath?) async throws(ZooKeeperError) -> Reply {
        let deadline = OperationDeadline.current ?? .now + core.configuration.operationTimeout
        do throws(ZooKeeperError) {
            guard operation.payload <= Self.payloadLimit else {
                throw ZooKeeperError(
                    .payloadTooLarge,
                    message: "the request carries \(operation.payload) bytes; ZooKeeper takes \(Self.payloadLimit)"
                )
            }
            let handle = try await session(until: deadline)
            return try await handle.perform(operation, until: deadline, shielded: isShielded) { interruption, wasSent in
                core.timedOutError(interruption, changes: wasSent && operation.changes)
            }
        } catch {
            throw path.map { error.at($0) } ?? error
        }
    }

    private func session(until deadline: ContinuousClock.Instant) async throws(ZooKeeperError) -> SessionHandle {
        guard let bound else { return try await core.connectedHandle(until: deadline, shielded: isShielded) }
        if bound.isConnected { return bound }
        try await bound.connectionCalls.wait(until: deadline, shielded: isShielded) { interruption, _ in
            core.noConnectionError(interruption)
        } start: { id in
            if bound.isConnected {
                bound.connectionCalls.resume(id, .success(()))
            } else if bound.ended.isSet {
                bound.connectionCalls.resume(
                    id,
                    .failure(ZooKeeperError(.sessionExpired, message: "this ZooKeeper session is over"))
                )
            }
        }
        return bound
    }

    /// As `perform`; when a parent is missing, first makes sure that the client's prefix exists.
    private func performMakingPrefix(
        _ operation: Operation,
        _ path: ZNodePath?
    ) async throws(ZooKeeperError) -> Reply {
        do {
            return try await perform(operation, path)
        } catch {
            guard error.code == .noNode, core.configuration.prefix != .root, !core.isPrefixMade else { throw error }
            try await makePrefix(core.configuration.prefix)
            core.isPrefixMade = true
            return try await perform(operation, path)
        }
    }

    private func makePrefix(_ prefix: ZNodePath) async throws(ZooKeeperError) {
        if let parent = prefix.parent, parent != .root { try await makePrefix(parent) }
        do {
            _ = try await perform(.create(prefix, nil, .persistent, core.configuration.acl), nil)
        } catch  where error.code == .nodeExists {}
    }

    private func unexpected(_ path: ZNodePath?) -> ZooKeeperError {
        ZooKeeperError(.unexpected, outcome: .unknown, path: path, message: "ZooKeeper gave another kind of answer")
    }

    // MARK: Prefix

    func absolute(_ path: ZNodePath) -> ZNodePath {
        let prefix = core.configuration.prefix
        if prefix == .root { return path }
        return path == .root ? prefix : ZNodePath(unchecked: prefix.rawValue + path.rawValue)
    }

    private func relative(_ path: String) -> ZNodePath {
        let prefix = core.configuration.prefix
        guard prefix != .root, path.hasPrefix(prefix.rawValue) else { return ZNodePath(unchecked: path) }
        let rest = path.dropFirst(prefix.rawValue.count)
        return rest.isEmpty ? .root : ZNodePath(unchecked: String(rest))
    }

    private func absolute(_ operation: Transaction.Operation) -> Transaction.Operation {
        switch operation {
        case .create(let path, let data, let mode, let acl):
            .create(absolute(path), data, mode, acl ?? core.configuration.acl)
        case .set(let path, let data, let version): .set(absolute(path), data, version)
        case .delete(let path, let version): .delete(absolute(path), version)
        case .check(let path, let version): .check(absolute(path), version)
        }
    }
}
