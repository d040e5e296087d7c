import Logging
import NIOConcurrencyHelpers

/// What the client and everything made from it share: the present handle, the machine, observers and waiting callers.
final class ClientCore: Sendable {
    private struct State {
        var machine = SessionMachine()
        var handle: SessionHandle?
        var lastFailure: String?
        var observers: [String: [UInt64: Signal]] = [:]
        var subscribers: [UInt64: AsyncStream<SessionState>.Continuation] = [:]
        var nextID: UInt64 = 0
        var isPrefixMade = false
        var keepsSession = false
    }

    /// Changes of state kept for a slow reader.
    private static let stateBufferLimit = 32

    let configuration: ZooKeeperClient.Configuration
    let logger: Logger
    private let state = NIOLockedValueBox(State())
    private let waiting = PendingCalls<SessionHandle>()

    init(configuration: ZooKeeperClient.Configuration, logger: Logger) {
        self.configuration = configuration
        self.logger = logger
        LibraryLog.use(logger)
    }

    var sessionState: SessionState { state.withLockedValue { $0.machine.state } }
    var isStopped: Bool { state.withLockedValue { $0.machine.isStopped } }
    var failedAttempts: Int { state.withLockedValue { $0.machine.failedAttempts } }
    var negotiatedTimeout: Duration {
        state.withLockedValue { $0.handle }?.timeout ?? configuration.sessionTimeout
    }

    var isPrefixMade: Bool {
        get { state.withLockedValue { $0.isPrefixMade } }
        set { state.withLockedValue { $0.isPrefixMade = newValue } }
    }

    /// Whether the session is to outlive the client.
    var keepsSession: Bool {
        get { state.withLockedValue { $0.keepsSession } }
        set { state.withLockedValue { $0.keepsSession = newValue } }
    }

    /// Of the present session; nil while there is none.
    var ticket: SessionTicket? { presentHandle?.ticket }

    // MARK: Session

    /// A handle that reports to this core.
    func makeHandle() -> SessionHandle {
        let handle = SessionHandle(
            onEvent: { [weak self] handle, event in self?.receive(event, from: handle) },
            onPathEvent: { [weak self] path in self?.wakeObservers(of: path) }
        )
        state.withLockedValue { $0.handle = handle }
        apply(.opening)
        return handle
    }

    func discard(_ handle: SessionHandle) {
        state.withLockedValue { if $0.handle === handle { $0.handle = nil } }
    }

    func openFailed(_ reason: String) {
        state.withLockedValue { $0.lastFailure = reason }
        apply(.openFailed)
    }

    func stop() {
        apply(.stopped)
        let subscribers = state.withLockedValue { state in
            defer { state.subscribers.removeAll() }
            return Array(state.subscribers.values)
        }
        for subscriber in subscribers { subscriber.finish() }
    }

    private func receive(_ event: SessionHandle.Event, from handle: SessionHandle) {
        let isPresent = state.withLockedValue { state in
            if case .connected = event { state.lastFailure = nil }
            return state.handle === handle
        }
        if isPresent { apply(.event(event)) }
    }

    private func apply(_ fact: SessionMachine.Fact) {
        // The state is published under the lock, so that readers see changes in their order; `yield` never blocks.
        let (actions, handle) = state.withLockedValue { state in
            let actions = state.machine.handle(fact)
            for case .publish(let news) in actions {
                for subscriber in state.subscribers.values { subscriber.yield(news) }
            }
            return (actions, state.handle)
        }
        for action in actions {
            switch action {
            case .publish(let news): log(news)
            case .admitWaiting: if let handle { waiting.resumeAll { _ in .success(handle) } }
            case .refuseWaiting: waiting.resumeAll { _ in .failure(self.overError) }
            case .wakeObservers: wakeAllObservers()
            }
        }
    }

    private func log(_ news: SessionState) {
        switch news {
        case .connecting: break
        case .connected(let id):
            logger.info(
                "ZooKeeper session is connected",
                metadata: ["\(LogKeys.session)": "\(id)", "\(LogKeys.timeout)": "\(negotiatedTimeout)"]
            )
        case .suspended(let id):
            logger.warning("ZooKeeper connection was lost", metadata: ["\(LogKeys.session)": "\(id)"])
        case .lost(let id):
            let session = id.map(\.description) ?? "none"
            logger.log(
                level: isStopped ? .info : .warning, "ZooKeeper session is over",
                metadata: ["\(LogKeys.session)": "\(session)"])
        case .authFailed:
            logger.error("ZooKeeper refused the credential")
        }
    }

    // MARK: Waiting for a connection

    /// The connected session; waits for it until the deadline.
    func connectedHandle(
        until deadline: ContinuousClock.Instant,
        shielded: Bool
    ) async throws(ZooKeeperError) -> SessionHandle {
        if let handle = presentHandle, handle.isConnected { return handle }
        return try await waiting.wait(until: deadline, shielded: shielded) { interruption, _ in
            self.noConnectionError(interruption)
        } start: { id in
            if isStopped || sessionState == .authFailed {
                waiting.resume(id, .failure(overError))
            } else if let handle = presentHandle, handle.isConnected {
                waiting.resume(id, .success(handle))
            }
        }
    }

    private var presentHandle: SessionHandle? { state.withLockedValue { $0.handle } }

    private var overError: ZooKeeperError {
        sessionState == .authFailed
            ? ZooKeeperError(.authFailed, message: "ZooKeeper refused the credential")
            : ZooKeeperError(.sessionClosed, message: "the ZooKeeper client has been shut down")
    }

    func noConnectionError<Value>(_ interruption: PendingCalls<Value>.Interruption) -> ZooKeeperError {
        if case .cancelled = interruption {
            return ZooKeeperError(.cancelled, message: "cancelled while waiting for a connection to ZooKeeper")
        }
        let reason = state.withLockedValue { $0.lastFailure }.map { "; \($0)" } ?? ""
        return ZooKeeperError(
            .notConnected,
            message: "no connection to ZooKeeper at \(configuration.serverList)\(reason); check that the servers run "
                + "and have a quorum, that the addresses are right and that the network lets us through"
        )
    }

    func timedOutError<Value>(
        _ interruption: PendingCalls<Value>.Interruption,
        changes: Bool
    ) -> ZooKeeperError {
        let outcome: ZooKeeperError.Outcome = changes ? .unknown : .notApplied
        return switch interruption {
        case .cancelled: ZooKeeperError(.cancelled, outcome: outcome, message: "cancelled before ZooKeeper answered")
        case .timedOut:
            ZooKeeperError(
                .timedOut,
                outcome: outcome,
                message: "ZooKeeper at \(configuration.serverList) did not answer before the deadline; check that the "
                    + "servers run, have a quorum and are not overloaded"
            )
        }
    }

    // MARK: Observers

    /// Has `signal` fired whenever the znode may have changed; `path` is absolute. Returns what `removeObserver` takes.
    func addObserver(of path: ZNodePath, _ signal: Signal) -> UInt64 {
        state.withLockedValue { state in
            state.nextID += 1
            state.observers[path.rawValue, default: [:]][state.nextID] = signal
            return state.nextID
        }
    }

    func removeObserver(of path: ZNodePath, id: UInt64) {
        state.withLockedValue { state in
            state.observers[path.rawValue]?[id] = nil
            if state.observers[path.rawValue]?.isEmpty == true { state.observers[path.rawValue] = nil }
        }
    }

    private func wakeObservers(of path: String) {
        let signals = state.withLockedValue { Array(($0.observers[path] ?? [:]).values) }
        for signal in signals { signal.fire() }
    }

    private func wakeAllObservers() {
        let signals = state.withLockedValue { $0.observers.values.flatMap(\.values) }
        for signal in signals { signal.fire() }
    }

    /// The present state, then each change.
    func states() -> AsyncStream<SessionState> {
        AsyncStream(bufferingPolicy: .bufferingNewest(Self.stateBufferLimit)) { continuation in
            let id: UInt64? = state.withLockedValue { state in
                continuation.yield(state.machine.state)
                guard !state.machine.isStopped else { return nil }
                state.nextID += 1
                state.subscribers[state.nextID] = continuation
                return state.nextID
            }
            guard let id else { return continuation.finish() }
            continuation.onTermination = { [weak self] _ in
                _ = self?.state.withLockedValue { $0.subscribers.removeValue(forKey: id) }
            }
        }
    }
}
