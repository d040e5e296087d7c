import NIOCore

extension SessionHandle {
    /// What becomes of a request that was just made.
    enum Admission {
        /// It is queued, and its maker is to send what is queued.
        case sending
        /// It is queued for whoever sends, or for a place in flight.
        case waiting
        case refused(ZooKeeperError)
    }
}

extension SessionHandle.State {
    private var canSend: Bool { !isSending && isOpen && requests.count < SessionHandle.inFlightLimit }

    /// Queues a request.
    mutating func enqueue(_ request: Request) -> SessionHandle.Admission {
        guard isOpen, ending == nil else { return .refused(ending ?? SessionHandle.closed(changes: false)) }
        guard queue.count < SessionHandle.queueLimit else {
            let message = "\(SessionHandle.queueLimit) requests are waiting already"
            return .refused(ZooKeeperError(.throttled, message: message))
        }
        queue.append(request)
        guard canSend else { return .waiting }
        isSending = true
        return .sending
    }

    /// Gives the next request of the queue a place in flight, unless it is refused; nil, and sending is over, when there
    /// is none or no place for it.
    mutating func placeNext() -> (Request, refusal: ZooKeeperError?)? {
        guard isOpen, requests.count < SessionHandle.inFlightLimit, let next = queue.popFirst() else {
            isSending = false
            return nil
        }
        if let watch = next.operation.watch, !admit(watch) {
            let message = "too many watches: their paths exceed half a megabyte"
            return (next, ZooKeeperError(.throttled, message: message))
        }
        requests[next.id] = next
        return (next, nil)
    }

    /// Takes an answered request out; whether whoever does is to send what is queued.
    mutating func remove(_ request: Request) -> Bool {
        requests[request.id] = nil
        guard !queue.isEmpty, canSend else { return false }
        isSending = true
        return true
    }

    /// Notes a watch about to be set; false when there are too many.
    private mutating func admit(_ watch: WatchKey) -> Bool {
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
