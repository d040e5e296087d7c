import NIOConcurrencyHelpers
public import ZooKeeper

/// One simulated ensemble under a lock, shared by the sessions that stores and elections talk on.
///
/// Time stands still but for `advance`. Whoever changes anything also delivers what the change means to every session:
/// events to its observers, a lost connection, its end.
public final class SharedEnsemble: Sendable {
    struct State: Sendable {
        var ensemble: SimulatedEnsemble
        var now: Duration = .zero
        var clients: [Client] = []
    }

    /// The client's end of one session.
    struct Client: Sendable {
        struct Observer: Sendable {
            let id: Int
            let path: ZNodePath
            let signal: Signal
        }

        let session: SessionID
        var state: SessionState
        var isPartitioned = false
        var loss: SimulatedSession.Loss?
        var observers: [Observer] = []
        var nextObserver = 0
        var listeners: [AsyncStream<SessionState>.Continuation] = []
    }

    private let state: NIOLockedValueBox<State>

    /// Shares an ensemble that serves.
    public init(_ ensemble: SimulatedEnsemble = SimulatedEnsemble(servers: 1)) {
        state = NIOLockedValueBox(State(ensemble: ensemble))
    }

    /// Changes the ensemble, for example to cut off a server; the time given is the present one.
    public func change<R: Sendable>(_ body: (inout SimulatedEnsemble, Duration) -> R) -> R {
        settling { body(&$0.ensemble, $0.now) }
    }

    /// The ensemble as it is.
    public var snapshot: SimulatedEnsemble { state.withLockedValue { $0.ensemble } }

    /// Lets time pass. Connected clients have sent heartbeats all the while; sessions of others may expire.
    public func advance(by duration: Duration) {
        settling { state in
            state.now += duration
            for client in state.clients { state.ensemble.heartbeat(client.session, at: state.now) }
            state.ensemble.expireSessions(at: state.now)
        }
    }

    /// Opens a session.
    ///
    /// - Throws: `ZooKeeperError` of code `notConnected` when the server does not serve.
    public func openSession(
        timeout: Duration = .seconds(10),
        on server: Int = 0
    ) throws(ZooKeeperError) -> SimulatedSession {
        let opened = settling { state -> SessionID? in
            guard let session = state.ensemble.open(timeout: timeout, on: server, at: state.now) else { return nil }
            state.clients.append(Client(session: session, state: .connected(session)))
            return session
        }
        guard let opened else { throw ZooKeeperError(.notConnected, message: "server \(server) does not serve") }
        return SimulatedSession(opened, self)
    }

    /// Makes a change and wakes, outside the lock, whomever it concerns.
    func settling<R: Sendable>(_ body: (inout State) -> R) -> R {
        let (result, signals, ended) = state.withLockedValue { state in
            let result = body(&state)
            var signals: [Signal] = []
            var ended: [Signal] = []
            for index in state.clients.indices {
                state.settle(index, &signals, &ended)
            }
            return (result, signals, ended)
        }
        for signal in signals { signal.fire() }
        for signal in ended { signal.finish() }
        return result
    }
}

extension SharedEnsemble.State {
    func index(of session: SessionID) -> Int? { clients.firstIndex { $0.session == session } }

    /// Brings one client up to date with its session.
    fileprivate mutating func settle(_ index: Int, _ signals: inout [Signal], _ ended: inout [Signal]) {
        let session = clients[index].session
        if case .lost = clients[index].state { return }
        let before = clients[index].state
        if ensemble.server(of: session) == nil || clients[index].isPartitioned {
            clients[index].state = contact(index)
        }
        for event in ensemble.takeEvents(of: session) {
            signals += clients[index].observers.filter { $0.path == event.path }.map(\.signal)
        }
        guard clients[index].state != before else { return }
        for listener in clients[index].listeners { listener.yield(clients[index].state) }
        switch clients[index].state {
        case .connected: signals += clients[index].observers.map(\.signal)
        case .lost:
            ended += clients[index].observers.map(\.signal)
            for listener in clients[index].listeners { listener.finish() }
        case .connecting, .suspended, .authFailed: break
        }
    }

    /// A client without a connection tries one server after the other.
    private mutating func contact(_ index: Int) -> SessionState {
        let session = clients[index].session
        guard !clients[index].isPartitioned else {
            ensemble.disconnect(session)
            return .suspended(session)
        }
        for server in 0..<ensemble.serverCount {
            switch ensemble.connect(session, to: server, at: now) {
            case .accepted: return .connected(session)
            case .expired: return .lost(session)
            case .behind, .unreachable: continue
            }
        }
        return .suspended(session)
    }
}
