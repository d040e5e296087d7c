import NIOConcurrencyHelpers

/// Wakes everybody who waits for a change, once.
final class ChangeBell: Sendable {
    /// More than this are not waited with.
    static let maximumListeners = 4096

    private struct State {
        var listeners: [UInt64: AsyncStream<Void>.Continuation] = [:]
        var last: UInt64 = 0
    }

    private let state = NIOLockedValueBox(State())

    func ring() {
        let listeners = state.withLockedValue { Array($0.listeners.values) }
        for listener in listeners { listener.yield() }
    }

    /// One element for any number of changes since the last; nil when there are too many listeners.
    func listen() -> AsyncStream<Void>? {
        let (stream, continuation) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
        let id = state.withLockedValue { state -> UInt64? in
            guard state.listeners.count < Self.maximumListeners else { return nil }
            state.last += 1
            state.listeners[state.last] = continuation
            return state.last
        }
        guard let id else { return nil }
        continuation.onTermination = { [weak self] _ in
            _ = self?.state.withLockedValue { $0.listeners.removeValue(forKey: id) }
        }
        return stream
    }
}
