public import ZooKeeper

extension SimulatedEnsemble {
    /// Number of servers.
    public var serverCount: Int { servers.count }

    /// Whether a majority of the servers are connected to each other.
    public var hasQuorum: Bool { servers.count { !$0.isCutOff } > servers.count / 2 }

    /// Whether a server talks with clients.
    public func isServing(_ server: Int) -> Bool {
        servers.indices.contains(server) && !servers[server].isCutOff && hasQuorum
    }

    /// Whether a server keeps what it has applied, whatever the others commit.
    public func isHeldBack(_ server: Int) -> Bool { servers[server].isHeldBack }

    /// Transactions that a server has yet to apply.
    public func backlog(of server: Int) -> Int { log.count { $0.zxid > servers[server].applied } }

    /// Ends or isolates a server: its clients are disconnected. Without the leader the others elect another one, which
    /// disconnects everybody for a moment and gives every session its full timeout again.
    public mutating func cutOff(_ server: Int, at now: Duration) {
        guard !servers[server].isCutOff else { return }
        servers[server].isCutOff = true
        disconnectClients { $0 == server }
        if !hasQuorum { disconnectClients { _ in true } } else if server == leader { elect(at: now) }
        forgetApplied()
    }

    /// Brings a server back; it has caught up before it serves. A majority that forms anew elects a leader.
    public mutating func restore(_ server: Int, at now: Duration) {
        guard servers[server].isCutOff else { return }
        let hadQuorum = hasQuorum
        servers[server].isCutOff = false
        servers[server].isHeldBack = false
        if hadQuorum { copyCommitted(to: server) } else if hasQuorum { elect(at: now) }
    }

    /// Lets a server lag: it applies only what a write or `sync` of its own clients needs, or what it is told to.
    ///
    /// The leader itself cannot lag.
    public mutating func holdBack(_ server: Int) {
        guard server != leader else { return }
        servers[server].isHeldBack = true
    }

    /// Has a lagging server apply the oldest transactions it has not.
    public mutating func advance(_ server: Int, by count: Int) {
        let missing = log.lazy.filter { [applied = servers[server].applied] in $0.zxid > applied }.prefix(count)
        if let last = Array(missing).last { apply(through: last.zxid, on: server) }
    }

    /// Lets a server catch up and keep up.
    public mutating func release(_ server: Int) {
        servers[server].isHeldBack = false
        if isServing(server) { apply(through: lastZxid, on: server) }
    }

    /// A znode as the leader has committed it; for checkers, not for clients.
    public func znode(_ path: ZNodePath) -> ZNode? {
        committed[path].map { ZNode(path: path, data: $0.data, stat: $0.stat) }
    }

    /// Names of the children as the leader has committed them; for checkers.
    public func childNames(of path: ZNodePath) -> [String]? { committed[path]?.children }

    /// How many times a child came or went, as the leader has committed it (`cversion`); for checkers.
    public func childrenVersion(of path: ZNodePath) -> Int32? { committed[path]?.childrenVersion }

    // MARK: The common history

    /// Adds the next transaction; servers that keep up apply it.
    mutating func append(_ changes: [ZNodeChange], at now: Duration) {
        lastZxid += 1
        // `decide` has changed the committed state already; the end of a session is decided by nobody else.
        for case .end(let session) in changes {
            _ = committed.apply(.end(session), zxid: lastZxid, milliseconds: now.wholeMilliseconds)
        }
        log.append(LoggedTransaction(zxid: lastZxid, milliseconds: now.wholeMilliseconds, changes: changes))
        for server in servers.indices where isServing(server) && !servers[server].isHeldBack {
            apply(through: lastZxid, on: server)
        }
        forgetApplied()
    }

    mutating func apply(through zxid: Int64, on server: Int) {
        for transaction in log where transaction.zxid > servers[server].applied && transaction.zxid <= zxid {
            for change in transaction.changes {
                let events = servers[server].tree.apply(
                    change, zxid: transaction.zxid, milliseconds: transaction.milliseconds)
                for event in events { fire(event, at: server) }
                if case .end(let session) = change, let index = index(of: session), sessions[index].server == server {
                    sessions[index].disconnect()
                }
            }
            servers[server].applied = transaction.zxid
        }
        forgetApplied()
    }

    private mutating func fire(_ event: ZNodeEvent, at server: Int) {
        for index in sessions.indices where sessions[index].server == server { sessions[index].fire(event) }
    }

    /// What every connected server has applied is needed by none: one that comes back copies the leader's state.
    private mutating func forgetApplied() {
        let slowest = servers.lazy.filter { !$0.isCutOff }.map(\.applied).min() ?? lastZxid
        if let first = log.first, first.zxid <= slowest { log.removeAll { $0.zxid <= slowest } }
    }

    // MARK: Elections

    /// The connected server with the highest number leads from now on.
    private mutating func elect(at now: Duration) {
        leader = servers.lastIndex { !$0.isCutOff } ?? leader
        lastZxid = (lastZxid >> 32 + 1) << 32
        disconnectClients { _ in true }
        for server in servers.indices where !servers[server].isCutOff { copyCommitted(to: server) }
        servers[leader].isHeldBack = false
        for index in sessions.indices where !sessions[index].isOver { touch(index, at: now) }
        log = []
    }

    private mutating func copyCommitted(to server: Int) {
        servers[server].tree = committed
        servers[server].applied = lastZxid
    }

    private mutating func disconnectClients(_ isAffected: (Int) -> Bool) {
        for index in sessions.indices {
            if let server = sessions[index].server, isAffected(server) { sessions[index].disconnect() }
        }
    }
}
