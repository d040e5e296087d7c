import CZooKeeper
import NIOConcurrencyHelpers
import NIOCore

/// One handle of the library, which is one session: it never comes back to life.
///
/// Every call into the library is made under the lock of `library`, so that closing can never overlap one. Such a call
/// writes to a pipe; what callers and the completion thread need for each request is therefore under a lock of its own,
/// `state`, which is never held during one. The library holds no lock of its own when it calls back on its completion
/// thread, hence the order is always `library`, then `state` or the library's.
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

    /// `@unchecked Sendable`: the pointer is the library's handle; it is only used under the lock until `isClosed` is
    /// true, and after that by `close` alone.
    struct Library: @unchecked Sendable {
        var zh: OpaquePointer?
        var isClosed = false
    }

    struct State: Sendable {
        var isOpen = true
        var isConnected = false
        var ending: ZooKeeperError?
        var id: SessionID?
        var ticket: SessionTicket?
        var timeout: Duration?
        var requests: [UInt64: Request] = [:]
        var queue = CircularBuffer<Request>()
        /// Whether a thread is in `sendQueued`.
        var isSending = false
        var watched: Set<WatchKey> = []
        var watchedBytes = 0
    }

    let library = NIOLockedValueBox(Library())
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
    /// What another process goes on with this session by; nil before it was connected.
    var ticket: SessionTicket? { state.withLockedValue { $0.ticket } }
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
        let request = Request(id: id, operation: operation, handle: self)
        switch state.withLockedValue({ $0.enqueue(request) }) {
        case .sending: sendQueued()
        case .waiting: break
        case .refused(let error): calls.resume(id, .failure(error))
        }
    }

    /// Sends what is queued while there are places in flight. One thread at a time does: the others leave their requests
    /// to it rather than wait, since each call into the library writes to a pipe.
    private func sendQueued() {
        var isFinished = false
        while !isFinished {
            let failed: (id: UInt64, error: ZooKeeperError)? = library.withLockedValue { library in
                guard let (request, refusal) = state.withLockedValue({ $0.placeNext() }) else {
                    isFinished = true
                    return nil
                }
                return (refusal ?? send(request, library)).map { (request.id, $0) }
            }
            if let failed { calls.resume(failed.id, .failure(failed.error)) }
        }
    }

    /// Hands one request that has its place to the library; under its lock.
    private func send(_ request: Request, _ library: Library) -> ZooKeeperError? {
        guard let zh = library.zh else { return withdraw(request, Self.closed(changes: false)) }
        guard calls.markSent(request.id) else { return withdraw(request, nil) }
        let context = Unmanaged.passRetained(request)
        let code = request.operation.send(zh, request, UnsafeRawPointer(context.toOpaque()))
        guard code != ZOK.rawValue else { return nil }
        context.release()
        guard is_unrecoverable(zh) == ZOK.rawValue else {
            return withdraw(request, ZooKeeperError(.sessionExpired, message: "the session has expired"))
        }
        return withdraw(request, ZooKeeperError(libraryCode: code, changes: false))
    }

    /// Gives back the place of a request that the library did not take.
    private func withdraw(_ request: Request, _ error: ZooKeeperError?) -> ZooKeeperError? {
        state.withLockedValue { $0.requests[request.id] = nil }
        return error
    }

    /// Takes an answer; called by the library.
    func complete(_ request: Request, _ answer: Result<Reply, ZooKeeperError>) {
        let mustSend = state.withLockedValue { $0.remove(request) }
        if case .failure(let error) = answer, error.code == .sessionExpired { receive(.expired, nil) }
        calls.resume(request.id, answer)
        if mustSend { sendQueued() }
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

    /// Takes what the servers gave the session; called by the library, before it says that it is connected.
    func receive(_ ticket: SessionTicket?) {
        state.withLockedValue { $0.ticket = ticket }
    }

    /// Takes what happened to the session; called by the library. The first event may come before `open` has returned.
    func receive(_ event: Event, _ zh: OpaquePointer?) {
        let ending: ZooKeeperError? =
            switch event {
            case .expired: ZooKeeperError(.sessionExpired, message: "the session has expired")
            case .authFailed: ZooKeeperError(.authFailed, message: "ZooKeeper refused the credential")
            case .connected, .disconnected: nil
            }
        library.withLockedValue { library in
            if library.zh == nil, !library.isClosed { library.zh = zh }
        }
        let isNews = state.withLockedValue { state in
            guard state.isOpen, state.ending == nil else { return false }
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
