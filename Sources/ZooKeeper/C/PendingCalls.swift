import NIOConcurrencyHelpers
import NIOCore
import NIOPosix

/// Callers that wait for an answer: each is resumed exactly once, by the answer, its deadline, its cancellation or the
/// end of the session, whichever comes first.
///
/// Deadlines are swept by one timer on NIO's shared event loops, so they hold even when nothing else runs.
///
/// Resuming a caller wakes a thread, which costs more than the rest of a request. While very many wait, a few answers are
/// therefore held back and resumed together: until the next ones are there, or the next sweep.
final class PendingCalls<Value: Sendable>: Sendable {
    typealias Answer = Result<Value, ZooKeeperError>

    /// What ended a wait without an answer.
    enum Interruption: Sendable { case timedOut, cancelled }

    private struct Entry {
        /// Unsafe, as a checked one costs a tenth of a whole request: whoever takes an entry out of the table resumes it,
        /// and it is in the table once.
        let continuation: UnsafeContinuation<Answer, Never>
        let deadline: ContinuousClock.Instant
        let failure: @Sendable (Interruption, _ wasSent: Bool) -> ZooKeeperError
        var wasSent = false
    }

    private struct Held {
        let continuation: UnsafeContinuation<Answer, Never>
        let answer: Answer
    }

    private struct State {
        var entries: [UInt64: Entry] = [:]
        var held: [Held] = []
        var nextID: UInt64 = 1
        var isSweeping = false
        /// No entry is due before this.
        var earliest: ContinuousClock.Instant?

        /// Answers a caller; those whose turn it is to be resumed.
        mutating func answer(_ id: UInt64, _ answer: Answer) -> [Held] {
            guard let entry = entries.removeValue(forKey: id) else { return [] }
            held.append(Held(continuation: entry.continuation, answer: answer))
            return entries.count < PendingCalls.crowd || held.count >= PendingCalls.batch ? release() : []
        }

        mutating func release() -> [Held] {
            guard !held.isEmpty else { return [] }
            let released = held
            held.removeAll(keepingCapacity: true)
            return released
        }

        /// The entries whose deadline has passed; looks at them one by one only when some may have.
        mutating func findDue(_ now: ContinuousClock.Instant) -> [UInt64] {
            guard let earliest, earliest <= now else { return [] }
            var due: [UInt64] = []
            var next: ContinuousClock.Instant?
            for (id, entry) in entries {
                if entry.deadline <= now {
                    due.append(id)
                } else {
                    next = min(next ?? entry.deadline, entry.deadline)
                }
            }
            self.earliest = next
            return due
        }
    }

    private static var sweepInterval: TimeAmount { .milliseconds(20) }
    /// From this many waiting callers on, answers are held back.
    private static var crowd: Int { 96 }
    /// How many are held back at most.
    private static var batch: Int { 64 }
    private let state = NIOLockedValueBox(State())

    /// Waits for `resume` with the id handed to `start`.
    func wait(
        until deadline: ContinuousClock.Instant,
        shielded: Bool = false,
        failure: @escaping @Sendable (Interruption, _ wasSent: Bool) -> ZooKeeperError,
        start: (UInt64) -> Void
    ) async throws(ZooKeeperError) -> Value {
        let id = state.withLockedValue { state in
            state.nextID += 1
            return state.nextID
        }
        let answer = await withTaskCancellationHandler {
            await withUnsafeContinuation { continuation in
                enter(id, Entry(continuation: continuation, deadline: deadline, failure: failure))
                if !shielded && Task.isCancelled {
                    interrupt(id, .cancelled)
                } else {
                    start(id)
                }
            }
        } onCancel: {
            if !shielded { self.interrupt(id, .cancelled) }
        }
        return try answer.get()
    }

    /// Notes that the request is on its way; false when its caller has already gone.
    func markSent(_ id: UInt64) -> Bool {
        state.withLockedValue { state in
            // In place: copying an entry, as an optional does, costs more than all the rest of this.
            guard let index = state.entries.index(forKey: id) else { return false }
            state.entries.values[index].wasSent = true
            return true
        }
    }

    /// Answers one caller; nothing when it has already gone.
    func resume(_ id: UInt64, _ answer: Answer) {
        for held in state.withLockedValue({ $0.answer(id, answer) }) {
            held.continuation.resume(returning: held.answer)
        }
    }

    /// Answers every caller.
    func resumeAll(_ answer: (_ wasSent: Bool) -> Answer) {
        let (entries, released) = state.withLockedValue { state in
            defer { state.entries.removeAll() }
            return (Array(state.entries.values), state.release())
        }
        for held in released { held.continuation.resume(returning: held.answer) }
        for entry in entries { entry.continuation.resume(returning: answer(entry.wasSent)) }
    }

    private func enter(_ id: UInt64, _ entry: Entry) {
        let mustSchedule = state.withLockedValue { state in
            state.entries[id] = entry
            state.earliest = min(state.earliest ?? entry.deadline, entry.deadline)
            defer { state.isSweeping = true }
            return !state.isSweeping
        }
        if mustSchedule { scheduleSweep() }
    }

    private func interrupt(_ id: UInt64, _ interruption: Interruption) {
        guard let entry = state.withLockedValue({ $0.entries.removeValue(forKey: id) }) else { return }
        entry.continuation.resume(returning: .failure(entry.failure(interruption, entry.wasSent)))
    }

    private func scheduleSweep() {
        MultiThreadedEventLoopGroup.singleton.any().scheduleTask(in: Self.sweepInterval) { self.sweep() }
    }

    private func sweep() {
        let now = ContinuousClock.now
        let (due, goesOn, released) = state.withLockedValue { state in
            let due = state.findDue(now)
            state.isSweeping = state.entries.count > due.count
            return (due, state.isSweeping, state.release())
        }
        for held in released { held.continuation.resume(returning: held.answer) }
        for id in due { interrupt(id, .timedOut) }
        if goesOn { scheduleSweep() }
    }
}
