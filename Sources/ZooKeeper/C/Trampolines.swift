import CZooKeeper

// The library calls these on its completion thread, one at a time and in the server's order. They copy, signal and
// return. `sessionWatcher` is the only watcher of a handle and its context the only watcher context.

func sessionWatcher(
    _ zh: OpaquePointer?,
    _ type: Int32,
    _ state: Int32,
    _ path: UnsafePointer<CChar>?,
    _ context: UnsafeMutableRawPointer?
) {
    guard let context, let zh else { return }
    let handle = Unmanaged<SessionHandle>.fromOpaque(context).takeUnretainedValue()
    guard type == ZOO_SESSION_EVENT else {
        handle.receive(pathEvent: type, path: path.map { String(cString: $0) } ?? "")
        return
    }
    switch state {
    case ZOO_CONNECTED_STATE:
        let id = zoo_client_id(zh)?.pointee.client_id ?? 0
        handle.receive(zoo_client_id(zh).flatMap { SessionTicket($0.pointee) })
        let timeout = Duration.milliseconds(Int64(zoo_recv_timeout(zh)))
        handle.receive(.connected(SessionID(rawValue: id), timeout: timeout), zh)
    case ZOO_EXPIRED_SESSION_STATE: handle.receive(.expired, zh)
    case ZOO_AUTH_FAILED_STATE: handle.receive(.authFailed, zh)
    default: handle.receive(.disconnected, zh)
    }
}

/// Runs on the I/O thread, possibly with the library's lock held: it must not do anything. A refusal also arrives as a
/// session event.
func authCompleted(_ code: Int32, _ context: UnsafeRawPointer?) {}

func dataCompleted(
    _ code: Int32,
    _ value: UnsafePointer<CChar>?,
    _ length: Int32,
    _ stat: UnsafePointer<Stat>?,
    _ context: UnsafeRawPointer?
) {
    finish(context, code) { _ in
        guard let stat else { return nil }
        guard length >= 0 else { return .value(nil, ZNodeStat(stat.pointee)) }
        let bytes = UnsafeRawBufferPointer(start: value, count: Int(length))
        return .value([UInt8](bytes), ZNodeStat(stat.pointee))
    }
}

func statCompleted(_ code: Int32, _ stat: UnsafePointer<Stat>?, _ context: UnsafeRawPointer?) {
    finish(context, code) { _ in stat.map { .stat(ZNodeStat($0.pointee)) } }
}

func childrenCompleted(
    _ code: Int32,
    _ strings: UnsafePointer<String_vector>?,
    _ stat: UnsafePointer<Stat>?,
    _ context: UnsafeRawPointer?
) {
    finish(context, code) { _ in
        guard let stat else { return nil }
        let vector = strings?.pointee ?? String_vector(count: 0, data: nil)
        let names = (0..<Int(vector.count)).compactMap { vector.data?[$0].map { String(cString: $0) } }
        return .children(names, ZNodeStat(stat.pointee))
    }
}

func stringCompleted(_ code: Int32, _ value: UnsafePointer<CChar>?, _ context: UnsafeRawPointer?) {
    finish(context, code) { _ in value.map { .created(String(cString: $0)) } }
}

func voidCompleted(_ code: Int32, _ context: UnsafeRawPointer?) {
    finish(context, code) { _ in .done }
}

func transactionCompleted(_ code: Int32, _ context: UnsafeRawPointer?) {
    finish(context, code) { request in request.transaction.map { .committed($0.answers) } }
}

private func finish(_ context: UnsafeRawPointer?, _ code: Int32, _ reply: (Request) -> Reply?) {
    guard let context else { return }
    let request = Unmanaged<Request>.fromOpaque(context).takeRetainedValue()
    guard code == ZOK.rawValue else {
        request.handle.complete(request, .failure(request.error(code)))
        return
    }
    let answer = reply(request).map { Result<Reply, ZooKeeperError>.success($0) }
    request.handle.complete(request, answer ?? .failure(request.error(ZMARSHALLINGERROR.rawValue)))
}

extension Request {
    func error(_ code: Int32) -> ZooKeeperError {
        let error = ZooKeeperError(libraryCode: code, changes: operation.changes)
        guard error.outcome == .notApplied, let failed = transaction?.failedOperation else { return error }
        return ZooKeeperError(libraryCode: code, changes: true, failedOperation: failed)
    }
}
