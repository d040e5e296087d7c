/// Requests that wait for the store, by number.
struct Waiters: Sendable {
    private var continuations: [UInt64: CheckedContinuation<StatusResult, Never>] = [:]
    private var last: UInt64 = 0
    /// Once the store is written no more, nobody waits.
    var isClosed = false

    var count: Int { continuations.count }

    mutating func add(_ continuation: CheckedContinuation<StatusResult, Never>) -> UInt64 {
        last += 1
        continuations[last] = continuation
        return last
    }

    /// Those to be resumed, with what they are told; to be done outside the lock.
    mutating func take(
        _ answers: [Ledger.Answer]
    ) -> [(continuation: CheckedContinuation<StatusResult, Never>, result: StatusResult)] {
        answers.compactMap { answer in continuations.removeValue(forKey: answer.id).map { ($0, answer.result) } }
    }
}
