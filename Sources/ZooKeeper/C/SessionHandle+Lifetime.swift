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
    /// - Returns: why it failed, or nil. The library keeps a reference to this object until `close` has returned.
    func open(servers: String, sessionTimeout: Duration, credential: Credential?) -> String? {
        let context = Unmanaged.passRetained(self)
        let milliseconds = Int32(
            clamping: sessionTimeout.components.seconds * 1000 + sessionTimeout.components.attoseconds
                / 1_000_000_000_000_000)
        guard let zh = bgzk_init(servers, sessionWatcher, milliseconds, context.toOpaque(), libraryLogged) else {
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
