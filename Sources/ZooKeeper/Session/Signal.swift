import NIOConcurrencyHelpers

/// "Look again": remembers one call of `fire` until somebody waits for it. At most one waiter at a time.
package final class Signal: Sendable {
    private struct State {
        var isFired = false
        var isFinished = false
        var waiter: CheckedContinuation<Bool, Never>?
    }

    private let state = NIOLockedValueBox(State())

    package init() {}

    /// Wakes the waiter, or the next one.
    package func fire() {
        let waiter = state.withLockedValue { state in
            defer { state.waiter = nil }
            if state.waiter == nil { state.isFired = true }
            return state.waiter
        }
        waiter?.resume(returning: true)
    }

    /// Ends every wait from now on.
    package func finish() {
        let waiter = state.withLockedValue { state in
            defer { state.waiter = nil }
            state.isFinished = true
            return state.waiter
        }
        waiter?.resume(returning: false)
    }

    /// Waits for `fire`; false when finished or the task was cancelled.
    package func wait() async -> Bool {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let answer: Bool? = state.withLockedValue { state in
                    if state.isFinished || Task.isCancelled { return false }
                    if state.isFired {
                        state.isFired = false
                        return true
                    }
                    precondition(state.waiter == nil, "a signal has one waiter")
                    state.waiter = continuation
                    return nil
                }
                if let answer { continuation.resume(returning: answer) }
            }
        } onCancel: {
            let waiter = state.withLockedValue { state in
                defer { state.waiter = nil }
                return state.waiter
            }
            waiter?.resume(returning: false)
        }
    }
}
