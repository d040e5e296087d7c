import NIOConcurrencyHelpers

/// Wakes the one task that waits, or the next one to wait, once.
final class Bell: Sendable {
    private struct State {
        var isRung = false
        var waiter: AsyncStream<Never>.Continuation?
    }

    private let state = NIOLockedValueBox(State())

    func ring() {
        let waiter = state.withLockedValue { state in
            state.isRung = state.waiter == nil
            defer { state.waiter = nil }
            return state.waiter
        }
        waiter?.finish()
    }

    /// Returns when it rang (true), after the pause, or when the task is cancelled.
    @discardableResult
    func wait(atMost pause: Duration) async -> Bool {
        // A stream of its own each time, since cancellation ends one for good.
        let (stream, continuation) = AsyncStream.makeStream(of: Never.self)
        let isRung = state.withLockedValue { state in
            guard !state.isRung else {
                state.isRung = false
                return true
            }
            state.waiter = continuation
            return false
        }
        guard !isRung else { return true }
        return await withTaskGroup(of: Bool.self) { group in
            group.addTask {
                for await _ in stream {}
                return !Task.isCancelled
            }
            group.addTask {
                try? await Task.sleep(for: pause, clock: .continuous)
                return false
            }
            defer { group.cancelAll() }
            return await group.next() ?? false
        }
    }
}
