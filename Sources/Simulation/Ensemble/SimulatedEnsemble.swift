public import ZooKeeper

/// A ZooKeeper ensemble as a value: every server's znodes, the sessions, their watches and the leader's order of writes.
///
/// It has no clock and no chance of its own. Times are what the caller says, counted from any beginning. Faults are the
/// caller's doing: a request that gets lost is not submitted, an answer that gets lost is not received (and the session
/// disconnected, as any lost answer ends a connection), a late one is received later.
///
///     let answer = ensemble.submit(.get("/a", watch: true), from: session, at: now)
///     // …the network…
///     ensemble.receive(answer, on: session)
///     let events = ensemble.takeEvents(of: session)
///
/// Not simulated: access control, quotas, `/zookeeper`, proposals that were accepted by less than a majority.
public struct SimulatedEnsemble: Sendable {
    /// A server: connected to the others or not, and how much of the common history it has applied.
    struct Server: Sendable {
        var tree = ZNodeTree()
        var applied: Int64 = 0
        var isCutOff = false
        var isHeldBack = false
    }

    /// A session; the leader's view of it and its client's.
    struct Session: Sendable {
        let id: SessionID
        let timeout: Duration
        var expiry: Duration
        /// Whether the leader has ended it. A lagging server may not know.
        var isOver = false
        var server: Int?
        /// The newest state an answer has shown to the client.
        var lastSeen: Int64 = 0
        var watches: [ZNodeWatch] = []
        var events: [ZNodeEvent] = []
    }

    /// The unit of expiry: session timeouts are bounded to 2…20 of it, and expiry is rounded up to it.
    public let tick: Duration
    var servers: [Server]
    var leader: Int
    /// In the order of their opening; the number of a session is its index and one.
    var sessions: [Session] = []
    /// The state that the leader has committed.
    var committed = ZNodeTree()
    /// The last transaction's number: the leader's epoch and a counter.
    public internal(set) var lastZxid: Int64 = 1 << 32
    /// What the slowest connected server has yet to apply.
    var log: [LoggedTransaction] = []

    /// An empty ensemble that serves; its servers are numbered from 0.
    public init(servers count: Int = 3, tick: Duration = .seconds(2)) {
        precondition(count > 0, "an ensemble has at least one server")
        self.tick = tick
        servers = Array(repeating: Server(applied: 1 << 32), count: count)
        leader = count - 1
    }

    // MARK: Asking

    /// Does what a session asks at its server. What the session's watches tell of it is queued before the answer.
    ///
    /// Any request tells the leader that the session lives.
    public mutating func submit(_ request: Request, from session: SessionID, at now: Duration) -> Answer {
        guard let index = index(of: session), let server = sessions[index].server, isServing(server) else {
            return Answer(outcome: .failure(Failure(.connectionLoss)), zxid: 0, watch: nil)
        }
        touch(index, at: now)
        var watch: ZNodeWatch?
        let outcome: Result<Reply, Failure>
        switch request {
        case .get, .stat, .children:
            outcome = read(request, servers[server].tree)
            watch = Self.watch(of: request, found: (try? outcome.get()) != nil)
            if let watch { sessions[index].arm(watch) }
        case .create(let path, let data, let mode):
            outcome = change(.create(path, data, mode, nil), index, at: now)
        case .set(let path, let data, let version):
            outcome = change(.set(path, data, version), index, at: now)
        case .delete(let path, let version):
            outcome = change(.delete(path, version), index, at: now)
        case .commit(let transaction):
            outcome = write(transaction.operations, index, at: now).map { .committed($0) }
        case .sync:
            apply(through: lastZxid, on: server)
            outcome = .success(.done)
        }
        return Answer(outcome: outcome, zxid: servers[server].applied, watch: watch)
    }

    /// Tells that the client has received an answer: it will not accept an older state, and keeps the watch left by it.
    public mutating func receive(_ answer: Answer, on session: SessionID) {
        guard let index = index(of: session) else { return }
        sessions[index].lastSeen = max(sessions[index].lastSeen, answer.zxid)
        if let watch = answer.watch { sessions[index].know(watch) }
    }

    /// What the session's watches have told since the last call, in order: the client has received it now.
    public mutating func takeEvents(of session: SessionID) -> [ZNodeEvent] {
        guard let index = index(of: session) else { return [] }
        return sessions[index].takeEvents()
    }

    // MARK: Reading

    private func read(_ request: Request, _ tree: ZNodeTree) -> Result<Reply, Failure> {
        switch request {
        case .get(let path, _):
            if let node = tree[path] { return .success(.node(ZNode(path: path, data: node.data, stat: node.stat))) }
        case .stat(let path, _):
            if let node = tree[path] { return .success(.stat(node.stat)) }
        case .children(let path, _):
            if let node = tree[path] {
                return .success(.children(ZNodeChildren(names: node.children, stat: node.stat)))
            }
        default: break
        }
        return .failure(Failure(.noNode))
    }

    /// Only `stat` leaves a watch where there is nothing.
    private static func watch(of request: Request, found: Bool) -> ZNodeWatch? {
        switch request {
        case .get(let path, true) where found: ZNodeWatch(kind: .data, path: path)
        case .stat(let path, true): ZNodeWatch(kind: found ? .data : .absence, path: path)
        case .children(let path, true) where found: ZNodeWatch(kind: .children, path: path)
        default: nil
        }
    }

    // MARK: Writing

    private mutating func change(
        _ operation: Transaction.Operation,
        _ index: Int,
        at now: Duration
    ) -> Result<Reply, Failure> {
        write([operation], index, at: now).map { Self.reply(to: $0) }.mapError { Failure($0.code) }
    }

    /// Has the leader decide and the session's server apply what it decided, and all before it.
    private mutating func write(
        _ operations: [Transaction.Operation],
        _ index: Int,
        at now: Duration
    ) -> Result<[Transaction.Result], Failure> {
        let server = sessions[index].server
        var changes: [ZNodeChange] = []
        let outcome: Result<[Transaction.Result], Failure>
        if sessions[index].isOver {
            outcome = .failure(Failure(.sessionExpired))
        } else {
            do {
                let results = try decide(operations, sessions[index].id, at: now, &changes)
                outcome = .success(results)
            } catch {
                outcome = .failure(error)
            }
            append(changes, at: now)
        }
        if let server { apply(through: lastZxid, on: server) }
        return outcome
    }

    /// Applies operations to the committed state, or none of them.
    private mutating func decide(
        _ operations: [Transaction.Operation],
        _ session: SessionID,
        at now: Duration,
        _ changes: inout [ZNodeChange]
    ) throws(Failure) -> [Transaction.Result] {
        // A single operation is refused before it changes anything; a copy would only cost.
        let before = operations.count > 1 ? committed : nil
        var results: [Transaction.Result] = []
        for (position, operation) in operations.enumerated() {
            do throws(Failure) {
                let change = try committed.prepare(operation, by: session)
                if let change {
                    _ = committed.apply(change, zxid: lastZxid + 1, milliseconds: now.wholeMilliseconds)
                    changes.append(change)
                }
                results.append(Self.result(of: change, in: committed))
            } catch {
                if let before { committed = before }
                changes = []
                throw Failure(error.code, failedOperation: position)
            }
        }
        return results
    }

    private static func result(of change: ZNodeChange?, in tree: ZNodeTree) -> Transaction.Result {
        switch change {
        case .create(let path, _, _): .created(path)
        case .set(let path, _): tree[path].map { .set($0.stat) } ?? .checked
        case .delete: .deleted
        case .end, nil: .checked
        }
    }

    private static func reply(to results: [Transaction.Result]) -> Reply {
        switch results.first {
        case .created(let path): .created(path)
        case .set(let stat): .stat(stat)
        default: .done
        }
    }
}

extension Duration {
    /// Rounded towards zero.
    var wholeMilliseconds: Int64 { components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000 }
}
