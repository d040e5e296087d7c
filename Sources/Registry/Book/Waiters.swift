/// Requests that wait for the store, by number.
struct Waiters: Sendable {
    private struct Waiter {
        let continuation: CheckedContinuation<StatusResult, Never>
        let start: ContinuousClock.Instant
    }

    private var waiters: [UInt64: Waiter] = [:]
    private var last: UInt64 = 0
    /// Once the store is written no more, nobody waits.
    var isClosed = false

    var count: Int { waiters.count }

    mutating func add(_ continuation: CheckedContinuation<StatusResult, Never>) -> UInt64 {
        last += 1
        waiters[last] = Waiter(continuation: continuation, start: .now)
        return last
    }

    /// Those that have waited since before that moment.
    func entered(before start: ContinuousClock.Instant) -> Set<UInt64> {
        Set(waiters.lazy.filter { $0.value.start < start }.map(\.key))
    }

    /// Those to be resumed, with what they are told; to be done outside the lock.
    mutating func take(
        _ answers: [Ledger.Answer]
    ) -> [(continuation: CheckedContinuation<StatusResult, Never>, result: StatusResult)] {
        answers.compactMap { answer in waiters.removeValue(forKey: answer.id).map { ($0.continuation, answer.result) } }
    }
}
