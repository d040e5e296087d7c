import CZooKeeper
import NIOConcurrencyHelpers
import NIOCore

/// One handle of the library, which is one session: it never comes back to life.
///
/// Every call into the library is made under the lock, so that closing can never overlap one. The library holds no lock
/// of its own when it calls back on its completion thread, hence the order is always this lock, then the library's.
final class SessionHandle: Sendable {
    /// What happens to the session.
    enum Event: Sendable {
        case connected(SessionID, timeout: Duration)
        case disconnected
        case expired
        case authFailed
    }

    /// Requests handed to the library at once; its wake-up pipe takes one byte for each and must never be full.
    static let inFlightLimit = 8192
    /// Requests waiting for one of those places.
    static let queueLimit = 32_768
    /// Bytes of watched paths: the library sends them all in one packet after a reconnect, and servers take 1 MB.
    static let watchedBytesLimit = 500_000

    /// `@unchecked Sendable`: the pointer is the library's handle; it is only used under the lock until `isOpen` is
    /// false, and after that by `close` alone.
    struct State: @unchecked Sendable {
        var zh: OpaquePointer?
        var isOpen = true
        var isConnected = false
        var ending: ZooKeeperError?
        var id: SessionID?
        var timeout: Duration?
        var requests: [UInt64: Request] = [:]
        var queue = CircularBuffer<(id: UInt64, operation: Operation)>()
        var watched: Set<WatchKey> = []
        var watchedBytes = 0
    }

    let state = NIOLockedValueBox(State())
    let calls = PendingCalls<Reply>()
    /// Callers that wait until this session is connected.
    let connectionCalls = PendingCalls<Void>()
    /// Set when the session will never answer again.
    let ended = Latch()
    private let onEvent: @Sendable (SessionHandle, Event) -> Void
    private let onPathEvent: @Sendable (String) -> Void

    init(
        onEvent: @escaping @Sendable (SessionHandle, Event) -> Void,
        onPathEvent: @escaping @Sendable (String) -> Void
    ) {
        self.onEvent = onEvent
        self.onPathEvent = onPathEvent
    }

    var id: SessionID? { state.withLockedValue { $0.id } }
    var timeout: Duration? { state.withLockedValue { $0.timeout } }
    var isConnected: Bool { state.withLockedValue { $0.isConnected && $0.isOpen } }

    /// Waits for the answer to one operation.
    func perform(
        _ operation: Operation,
        until deadline: ContinuousClock.Instant,
        shielded: Bool,
        failure: @escaping @Sendable (PendingCalls<Reply>.Interruption, Bool) -> ZooKeeperError
    ) async throws(ZooKeeperError) -> Reply {
        try await calls.wait(until: deadline, shielded: shielded, failure: failure) { submit($0, operation) }
    }

    private func submit(_ id: UInt64, _ operation: Operation) {
        let refusal: ZooKeeperError? = state.withLockedValue { state in
            guard state.isOpen, state.ending == nil, state.zh != nil else {
                return state.ending ?? Self.closed(changes: false)
            }
            guard state.requests.count < Self.inFlightLimit else {
                guard state.queue.count < Self.queueLimit else {
                    return ZooKeeperError(.throttled, message: "\(Self.queueLimit) requests are waiting already")
                }
                state.queue.append((id, operation))
                return nil
            }
            return send(id, operation, &state)
        }
        if let refusal { calls.resume(id, .failure(refusal)) }
    }

    /// Hands one request to the library; under the lock.
    private func send(_ id: UInt64, _ operation: Operation, _ state: inout State) -> ZooKeeperError? {
        guard let zh = state.zh else { return Self.closed(changes: false) }
        if let watch = operation.watch, !state.admit(watch) {
            return ZooKeeperError(.throttled, message: "too many watches: their paths exceed half a megabyte")
        }
        guard calls.markSent(id) else { return nil }
        let request = Request(id: id, operation: operation, handle: self)
        state.requests[id] = request
        let context = Unmanaged.passRetained(request)
        let code = operation.send(zh, request, UnsafeRawPointer(context.toOpaque()))
        guard code != ZOK.rawValue else { return nil }
        context.release()
        state.requests[id] = nil
        if is_unrecoverable(zh) != ZOK.rawValue {
            return ZooKeeperError(.sessionExpired, message: "the session has expired")
        }
        return ZooKeeperError(libraryCode: code, changes: false)
    }

    /// Takes an answer; called by the library.
    func complete(_ request: Request, _ answer: Result<Reply, ZooKeeperError>) {
        let refusals = state.withLockedValue { state in
            state.requests[request.id] = nil
            return sendQueued(&state)
        }
        if case .failure(let error) = answer, error.code == .sessionExpired { receive(.expired, nil) }
        calls.resume(request.id, answer)
        for (id, error) in refusals { calls.resume(id, .failure(error)) }
    }

    private func sendQueued(_ state: inout State) -> [(UInt64, ZooKeeperError)] {
        var refusals: [(UInt64, ZooKeeperError)] = []
        while state.isOpen, state.requests.count < Self.inFlightLimit, let next = state.queue.popFirst() {
            if let refusal = send(next.id, next.operation, &state) { refusals.append((next.id, refusal)) }
        }
        return refusals
    }

    /// Takes what happened to a watched znode; called by the library.
    func receive(pathEvent type: Int32, path: String) {
        state.withLockedValue { state in
            if type != ZOO_CHILD_EVENT { state.drop(WatchKey(path: path, isChildren: false)) }
            if type == ZOO_CHILD_EVENT || type == ZOO_DELETED_EVENT {
                state.drop(WatchKey(path: path, isChildren: true))
            }
        }
        onPathEvent(path)
    }

    /// Takes what happened to the session; called by the library. The first event may come before `open` has returned.
    func receive(_ event: Event, _ zh: OpaquePointer?) {
        let ending: ZooKeeperError? =
            switch event {
            case .expired: ZooKeeperError(.sessionExpired, message: "the session has expired")
            case .authFailed: ZooKeeperError(.authFailed, message: "ZooKeeper refused the credential")
            case .connected, .disconnected: nil
            }
        let isNews = state.withLockedValue { state in
            guard state.isOpen, state.ending == nil else { return false }
            if state.zh == nil { state.zh = zh }
            state.isConnected = false
            state.ending = ending
            if case .connected(let id, let timeout) = event {
                state.isConnected = true
                state.id = id
                state.timeout = timeout
            }
            return true
        }
        guard isNews else { return }
        onEvent(self, event)
        if case .connected = event { connectionCalls.resumeAll { _ in .success(()) } }
        if let ending {
            connectionCalls.resumeAll { _ in .failure(ending) }
            ended.set()
        }
    }
}

extension SessionHandle.State {
    /// Notes a watch about to be set; false when there are too many.
    mutating func admit(_ watch: WatchKey) -> Bool {
        guard !watched.contains(watch) else { return true }
        let size = watch.path.utf8.count + 8
        guard watchedBytes + size <= SessionHandle.watchedBytesLimit else { return false }
        watched.insert(watch)
        watchedBytes += size
        return true
    }

    mutating func drop(_ watch: WatchKey) {
        if watched.remove(watch) != nil { watchedBytes -= watch.path.utf8.count + 8 }
    }
}
