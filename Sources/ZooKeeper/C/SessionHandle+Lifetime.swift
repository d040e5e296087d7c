import CZooKeeper
import NIOConcurrencyHelpers

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

extension SessionHandle {
    /// Opens a handle. Blocks while host names are resolved: for a plain thread.
    ///
    /// - Parameter ticket: Of the session to go on with; nil opens a new one. Servers that do not know it say `expired`.
    /// - Returns: why it failed, or nil. The library keeps a reference to this object until `close` has returned.
    func open(
        servers: String, sessionTimeout: Duration, credential: Credential?, resuming ticket: SessionTicket?
    ) -> String? {
        let context = Unmanaged.passRetained(self)
        let milliseconds = Int32(
            clamping: sessionTimeout.components.seconds * 1000 + sessionTimeout.components.attoseconds
                / 1_000_000_000_000_000)
        guard let zh = Self.open(servers, milliseconds, ticket, context.toOpaque()) else {
            let reason = errno
            context.release()
            let what = reason == ENOENT ? "no host name could be resolved" : "error \(reason)"
            return "\(what) for \(servers)"
        }
        library.withLockedValue { library in
            library.zh = zh
            if let credential {
                let certificate = credential.certificate
                zoo_add_auth(zh, credential.scheme, certificate, Int32(certificate.utf8.count), authCompleted, nil)
            }
        }
        return nil
    }

    private static func open(
        _ servers: String, _ milliseconds: Int32, _ ticket: SessionTicket?, _ context: UnsafeMutableRawPointer
    ) -> OpaquePointer? {
        guard let ticket else {
            return bgzk_init(servers, sessionWatcher, milliseconds, nil, context, libraryLogged)
        }
        // The library copies it.
        var client = clientid_t(ticket)
        return bgzk_init(servers, sessionWatcher, milliseconds, &client, context, libraryLogged)
    }

    /// Leaves the session to whoever has its ticket, and answers every caller that is left.
    ///
    /// The library knows no way to let go of a session without ending it, so it is left running, as is what it refers to;
    /// for a process that ends.
    func abandon() {
        library.withLockedValue { library in
            library.zh = nil
            library.isClosed = true
        }
        state.withLockedValue { state in
            state.isOpen = false
            state.queue.removeAll()
        }
        calls.resumeAll { _ in .failure(Self.closed(changes: true)) }
        connectionCalls.resumeAll { _ in .failure(Self.closed(changes: false)) }
        ended.set()
    }

    /// Closes the handle and answers every caller that is left. Blocks up to 4.5 s: for a plain thread, once.
    func close() {
        let zh = library.withLockedValue { library in
            defer {
                library.zh = nil
                library.isClosed = true
            }
            state.withLockedValue { $0.isOpen = false }
            return library.zh
        }
        guard let zh else { return }
        // Joins both threads of the library: nothing calls back afterwards.
        zookeeper_close(zh)
        let (undelivered, ending) = state.withLockedValue { state in
            defer {
                state.requests.removeAll()
                state.queue.removeAll()
            }
            return (Array(state.requests.values), state.ending)
        }
        // 3.8 loses completions when it closes (ZOOKEEPER-2894): their callers are answered here.
        for request in undelivered {
            calls.resume(request.id, .failure(ending ?? Self.closed(changes: request.operation.changes)))
            Unmanaged.passUnretained(request).release()
        }
        calls.resumeAll { _ in .failure(ending ?? Self.closed(changes: false)) }
        connectionCalls.resumeAll { _ in .failure(ending ?? Self.closed(changes: false)) }
        ended.set()
        Unmanaged.passUnretained(self).release()
    }

    static func closed(changes: Bool) -> ZooKeeperError {
        ZooKeeperError(
            .sessionClosed,
            outcome: changes ? .unknown : .notApplied,
            message: "the ZooKeeper session has been closed"
        )
    }
}

extension clientid_t {
    init(_ ticket: SessionTicket) {
        self.init()
        client_id = ticket.id.rawValue
        withUnsafeMutableBytes(of: &passwd) { $0.copyBytes(from: ticket.password) }
    }
}

extension SessionTicket {
    init?(_ client: clientid_t) {
        self.init(
            id: SessionID(rawValue: client.client_id), password: withUnsafeBytes(of: client.passwd) { Array($0) })
    }
}
