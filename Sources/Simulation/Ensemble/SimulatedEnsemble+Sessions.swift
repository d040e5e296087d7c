public import ZooKeeper

extension SimulatedEnsemble {
    /// Opens a session at a server; nil when that server does not serve. The timeout is bounded to 2…20 ticks.
    public mutating func open(timeout: Duration, on server: Int, at now: Duration) -> SessionID? {
        guard isServing(server) else { return nil }
        let id = SessionID(rawValue: Int64(sessions.count + 1))
        append([], at: now)
        apply(through: lastZxid, on: server)
        sessions.append(
            Session(
                id: id, timeout: min(max(timeout, tick * 2), tick * 20), expiry: .zero, server: server,
                lastSeen: servers[server].applied))
        touch(sessions.count - 1, at: now)
        return id
    }

    /// Ends a session as its client wishes; false when nobody who serves heard of it.
    @discardableResult
    public mutating func close(_ session: SessionID, at now: Duration) -> Bool {
        guard let index = index(of: session), let server = sessions[index].server, isServing(server) else {
            return false
        }
        end(index, at: now)
        apply(through: lastZxid, on: server)
        return true
    }

    /// Connects a session to a server, maybe another one. Its client's watches are set again there: those whose znodes
    /// have changed since the last answer it received tell so at once.
    public mutating func connect(_ session: SessionID, to server: Int, at now: Duration) -> Contact {
        guard isServing(server) else { return .unreachable }
        guard let index = index(of: session) else { return .expired }
        guard sessions[index].lastSeen <= servers[server].applied else { return .behind }
        // The leader is asked: a lagging server does not decide whether a session lives.
        guard !sessions[index].isOver else { return .expired }
        sessions[index].disconnect()
        sessions[index].server = server
        sessions[index].setWatchesAgain(servers[server].tree)
        touch(index, at: now)
        return .accepted
    }

    /// Breaks the connection: answers and events under way are lost, the session lives on.
    public mutating func disconnect(_ session: SessionID) {
        if let index = index(of: session) { sessions[index].disconnect() }
    }

    /// Tells that a session lives. A lagging server accepts it even when the leader has ended the session.
    @discardableResult
    public mutating func heartbeat(_ session: SessionID, at now: Duration) -> Contact {
        guard let index = index(of: session), let server = sessions[index].server, isServing(server) else {
            return .unreachable
        }
        touch(index, at: now)
        return .accepted
    }

    /// Ends the sessions the leader has not heard of for their timeouts; without a majority nobody can.
    @discardableResult
    public mutating func expireSessions(at now: Duration) -> [SessionID] {
        guard hasQuorum else { return [] }
        var ended: [SessionID] = []
        for index in sessions.indices where !sessions[index].isOver && sessions[index].expiry <= now {
            end(index, at: now)
            ended.append(sessions[index].id)
        }
        return ended
    }

    /// Ends one session now, as if its timeout had passed; does nothing without a majority.
    public mutating func expire(_ session: SessionID, at now: Duration) {
        guard hasQuorum, let index = index(of: session), !sessions[index].isOver else { return }
        end(index, at: now)
    }

    /// When the next session expires unless it is heard of; nil when none is open.
    public var nextExpiry: Duration? { sessions.lazy.filter { !$0.isOver }.map(\.expiry).min() }

    /// Whether the leader has not ended the session.
    public func isAlive(_ session: SessionID) -> Bool { index(of: session).map { !sessions[$0].isOver } ?? false }

    /// The server a session is connected to.
    public func server(of session: SessionID) -> Int? { index(of: session).flatMap { sessions[$0].server } }

    /// The timeout a session was granted.
    public func timeout(of session: SessionID) -> Duration? { index(of: session).map { sessions[$0].timeout } }

    func index(of session: SessionID) -> Int? {
        let index = Int(session.rawValue) - 1
        return sessions.indices.contains(index) ? index : nil
    }

    mutating func touch(_ index: Int, at now: Duration) {
        let unit = tick.wholeMilliseconds
        let end = (now + sessions[index].timeout).wholeMilliseconds
        sessions[index].expiry = .milliseconds((end / unit + 1) * unit)
    }

    private mutating func end(_ index: Int, at now: Duration) {
        guard !sessions[index].isOver else { return }
        sessions[index].isOver = true
        append([.end(sessions[index].id)], at: now)
    }
}

extension SimulatedEnsemble.Session {
    /// The server notes a watch; a second one like it changes nothing.
    mutating func arm(_ watch: ZNodeWatch) {
        if !watches.contains(where: { $0.isArmed && $0.kind == watch.kind && $0.path == watch.path }) {
            watches.append(watch)
        }
    }

    mutating func know(_ watch: ZNodeWatch) {
        if let place = watches.firstIndex(where: { !$0.isKnown && $0.kind == watch.kind && $0.path == watch.path }) {
            watches[place].isKnown = true
        }
    }

    /// The server tells an event at most once, however many watches it fires, and forgets those.
    mutating func fire(_ event: ZNodeEvent) {
        var isFired = false
        for place in watches.indices where watches[place].isArmed && watches[place].fires(on: event) {
            watches[place].isArmed = false
            isFired = true
        }
        if isFired { events.append(event) }
    }

    mutating func takeEvents() -> [ZNodeEvent] {
        defer { events = [] }
        for event in events { watches.removeAll { !$0.isArmed && $0.fires(on: event) } }
        return events
    }

    mutating func disconnect() {
        server = nil
        events = []
        watches.removeAll { !$0.isKnown }
    }

    /// What a server does with the watches of a client that comes back.
    mutating func setWatchesAgain(_ tree: ZNodeTree) {
        for place in watches.indices { watches[place].isArmed = true }
        for event in watches.compactMap({ missed(by: $0, in: tree) }) { fire(event) }
    }

    private func missed(by watch: ZNodeWatch, in tree: ZNodeTree) -> ZNodeEvent? {
        let path = watch.path
        guard let node = tree[path] else { return watch.kind == .absence ? nil : ZNodeEvent(.deleted, path) }
        return switch watch.kind {
        case .absence: ZNodeEvent(.created, path)
        case .data: node.mzxid > lastSeen ? ZNodeEvent(.dataChanged, path) : nil
        case .children: node.pzxid > lastSeen ? ZNodeEvent(.childrenChanged, path) : nil
        }
    }
}
