public import ZooKeeper

/// A session of a shared simulated ensemble, for everything that talks on a `ZooKeeperSession`.
///
/// It is one session: once that is over, it stays so. Operations answer at once; without a connection they fail at once
/// with `notConnected`, as there is no clock to wait by. A lost connection is made anew by itself.
public final class SimulatedSession: ZooKeeperSession {
    /// What gets lost of an operation; either way its outcome is unknown to the caller, and the connection breaks.
    public enum Loss: Hashable, Sendable {
        /// The request: nothing is done.
        case request
        /// The answer: what was asked has been done.
        case answer
    }

    /// The session's number.
    public let id: SessionID
    let ensemble: SharedEnsemble

    init(_ id: SessionID, _ ensemble: SharedEnsemble) {
        self.id = id
        self.ensemble = ensemble
    }

    // MARK: Faults

    /// Loses the next operation on its way.
    public func loseNext(_ loss: Loss) { edit { $0.loss = loss } }

    /// Cuts the client off from every server until `heal`.
    public func partition() { edit { $0.isPartitioned = true } }

    /// Ends a partition: the client connects again, or learns that its session is over.
    public func heal() { edit { $0.isPartitioned = false } }

    /// Ends the session cleanly.
    public func close() {
        ensemble.settling { [id] state in _ = state.ensemble.close(id, at: state.now) }
    }

    private func edit(_ body: (inout SharedEnsemble.Client) -> Void) {
        ensemble.settling { [id] state in
            if let index = state.index(of: id) { body(&state.clients[index]) }
        }
    }

    // MARK: Operations

    /// Data and facts of a znode; nil when there is none.
    public func get(_ path: ZNodePath) async throws(ZooKeeperError) -> ZNode? {
        try read(path, watch: false)
    }

    /// Facts of a znode; nil when there is none.
    public func stat(of path: ZNodePath) async throws(ZooKeeperError) -> ZNodeStat? {
        try stat(of: path, watch: false)
    }

    /// Names of the children; nil when there is no such znode.
    public func children(of path: ZNodePath) async throws(ZooKeeperError) -> ZNodeChildren? {
        try readChildren(path, watch: false)
    }

    /// Creates a znode; the access control list is not simulated.
    @discardableResult
    public func create(
        _ path: ZNodePath,
        _ data: [UInt8]?,
        mode: CreateMode,
        acl: AccessControlList?
    ) async throws(ZooKeeperError) -> ZNodePath {
        guard case .created(let created) = try perform(.create(path, data, mode), path) else { return path }
        return created
    }

    /// Sets the data of a znode, in the version given only.
    @discardableResult
    public func set(
        _ path: ZNodePath,
        _ data: [UInt8]?,
        ifVersion version: ZNodeVersion?
    ) async throws(ZooKeeperError) -> ZNodeStat {
        guard case .stat(let stat) = try perform(.set(path, data, ifVersion: version), path) else {
            throw ZooKeeperError(.unexpected, path: path, message: "another kind of answer")
        }
        return stat
    }

    /// Deletes a znode without children, in the version given only.
    public func delete(_ path: ZNodePath, ifVersion version: ZNodeVersion?) async throws(ZooKeeperError) {
        _ = try perform(.delete(path, ifVersion: version), path)
    }

    /// Applies all operations, or none and throws with the index of the first that failed.
    @discardableResult
    public func commit(_ transaction: Transaction) async throws(ZooKeeperError) -> [Transaction.Result] {
        guard case .committed(let results) = try perform(.commit(transaction), nil) else { return [] }
        return results
    }

    /// Waits until the connected server has caught up with the leader.
    public func sync(_ path: ZNodePath) async throws(ZooKeeperError) {
        _ = try perform(.sync(path), path)
    }

    // MARK: Following

    /// The value now and after every change; ends with the session.
    public func observe(_ path: ZNodePath) -> AsyncStream<ZNode?> {
        let observation = SimulatedObservation(self, of: path)
        return AsyncStream { await observation.nextValue() }
    }

    /// The children now and after every change; ends with the session.
    public func observeChildren(of path: ZNodePath) -> AsyncStream<ZNodeChildren?> {
        let observation = SimulatedObservation(self, of: path)
        return AsyncStream { await observation.nextChildren() }
    }

    /// The present state, then each change; ends with the session.
    public var states: AsyncStream<SessionState> {
        let (stream, continuation) = AsyncStream.makeStream(
            of: SessionState.self, bufferingPolicy: .bufferingNewest(16))
        edit { client in
            continuation.yield(client.state)
            if case .lost = client.state { continuation.finish() } else { client.listeners.append(continuation) }
        }
        return stream
    }

    /// The present state.
    public var currentState: SessionState {
        ensemble.settling { [id] state in
            state.index(of: id).map { state.clients[$0].state } ?? .lost(id)
        }
    }

    // MARK: Performing

    func read(_ path: ZNodePath, watch: Bool) throws(ZooKeeperError) -> ZNode? {
        guard case .node(let node) = try present(.get(path, watch: watch), path) else { return nil }
        return node
    }

    func readChildren(_ path: ZNodePath, watch: Bool) throws(ZooKeeperError) -> ZNodeChildren? {
        guard case .children(let children) = try present(.children(path, watch: watch), path) else { return nil }
        return children
    }

    func stat(of path: ZNodePath, watch: Bool) throws(ZooKeeperError) -> ZNodeStat? {
        guard case .stat(let stat) = try present(.stat(path, watch: watch), path) else { return nil }
        return stat
    }

    private func present(
        _ request: SimulatedEnsemble.Request,
        _ path: ZNodePath
    ) throws(ZooKeeperError) -> SimulatedEnsemble.Reply? {
        do {
            return try perform(request, path)
        } catch  where error.code == .noNode {
            return nil
        }
    }

    private func perform(
        _ request: SimulatedEnsemble.Request,
        _ path: ZNodePath?
    ) throws(ZooKeeperError) -> SimulatedEnsemble.Reply {
        if let refusal = request.refusalByClient { throw refusal }
        let outcome = ensemble.settling { [id] state in state.perform(request, on: id) }
        return try outcome.mapError { $0.error(path) }.get()
    }
}

extension SharedEnsemble.State {
    /// Carries a request to the server and its answer back, or loses one of them.
    fileprivate mutating func perform(
        _ request: SimulatedEnsemble.Request,
        on session: SessionID
    ) -> Result<SimulatedEnsemble.Reply, Undelivered> {
        guard let index = index(of: session) else { return .failure(.over) }
        switch clients[index].state {
        case .lost: return .failure(.over)
        case .suspended, .connecting, .authFailed: return .failure(.disconnected)
        case .connected: break
        }
        let loss = clients[index].loss
        clients[index].loss = nil
        if loss == .request {
            ensemble.disconnect(session)
            return .failure(.lost)
        }
        let answer = ensemble.submit(request, from: session, at: now)
        if loss == .answer {
            ensemble.disconnect(session)
            return .failure(.lost)
        }
        ensemble.receive(answer, on: session)
        return answer.outcome.mapError { .refused($0, request) }
    }
}
