import Coordination
import Logging
import RolloutCore
import ZooKeeper

/// The reconcile loop: wake, observe, decide, apply one step.
struct Passes: Sendable {
    let layout: ZNodeLayout
    let session: any ZooKeeperSession
    let actuator: Actuator
    let board: FactBoard
    let alarm: Alarm
    let planner: Planner
    let metrics: ControllerMetrics
    let logger: Logger

    /// The record as this leader knows it, and what it has said of it already.
    private struct Memory {
        var stored: StoredRecord?
        var isStale = true
        var reason: Reason?
        var failures = 0
        var backoffEnd: ContinuousClock.Instant = .now
    }

    func run() async throws {
        var memory = Memory()
        for await _ in board.signal.calls where ContinuousClock.now >= memory.backoffEnd {
            var isUnfinished = true
            while isUnfinished, !Task.isCancelled {
                isUnfinished = try await attempt(&memory)
            }
        }
    }

    /// One pass; failures are waited out, longer each time.
    ///
    /// - Returns: whether to go on at once.
    private func attempt(_ memory: inout Memory) async throws -> Bool {
        let start = ContinuousClock.now
        do {
            let (result, isUnfinished) = try await pass(&memory)
            memory.failures = 0
            metrics.passed(result, took: .now - start)
            return isUnfinished
        } catch let error as Deposed {
            throw error
        } catch ActuationError.deposed {
            throw Deposed(description: "\(ActuationError.deposed)")
        } catch {
            metrics.passed("failed", took: .now - start)
            memory.failures += 1
            memory.isStale = true
            let delay = min(Duration.milliseconds(50 * (1 << min(memory.failures, 6))), .seconds(2))
            memory.backoffEnd = .now + delay
            alarm.set(after: delay)
            logger.warning(
                "A pass failed and is repeated", metadata: [LogKeys.app: "\(layout.app)", LogKeys.error: "\(error)"])
            return false
        }
    }

    private func pass(_ memory: inout Memory) async throws -> (result: String, isUnfinished: Bool) {
        if memory.isStale {
            try await session.sync(layout.record)
            memory.stored = try await RecordStore(layout: layout, session: session).read()
            memory.isStale = false
        }
        let record = memory.stored?.record
        if record?.rollout?.phase == .propagating {
            // Who fetches must be known as of now: a reader that has just appeared counts too.
            for follower in actuator.followers { await follower.refreshReaders() }
        }
        let facts = board.current
        guard let observation = facts.observation(now: actuator.now(), record: record) else { return ("hold", false) }
        let decision = planner.decide(observation)
        metrics.saw(observation, reason: decision.reason)
        if decision.reason != memory.reason { logReason(decision, record: record) }
        memory.reason = decision.reason
        switch decision.action {
        case .hold:
            alarm.set(after: decision.wake.map { $0 - actuator.now() } ?? patience(record))
            return ("hold", false)
        case .commit(let commit):
            try await remember(commit, facts, &memory)
            return ("commit", true)
        case .change(let change, let commit):
            return ("change", try await make(change, after: commit, facts, &memory))
        }
    }

    private func make(
        _ change: StatusChange, after commit: Decision.Commit?, _ facts: AppFacts, _ memory: inout Memory
    ) async throws -> Bool {
        let start = ContinuousClock.now
        // Not ready after all: the facts say so now, and the next pass decides anew.
        guard await actuator.isStillReady(change) else { return true }
        if let commit { try await remember(commit, facts, &memory) }
        try await actuator.apply(change)
        let took = ContinuousClock.now - start
        metrics.stepped(change.kind, took: took)
        logger.info(
            "Step made and read back",
            metadata: [
                LogKeys.app: "\(layout.app)", LogKeys.color: "\(change.color)",
                LogKeys.instanceID: "\(change.instance)",
                LogKeys.status: "\(change.status)", LogKeys.took: "\(took.nanoseconds / 1_000_000) ms",
            ])
        return true
    }

    /// Writes the record under the fence, on condition that the intent is still what was decided on.
    private func remember(_ commit: Decision.Commit, _ facts: AppFacts, _ memory: inout Memory) async throws {
        let store = RecordStore(layout: layout, session: session)
        let settled = commit.record.rollout?.revision == facts.intent??.stat.mzxid || commit.record.rollout == nil
        let transaction = try store.transaction(
            for: commit, over: memory.stored, intent: facts.intent ?? nil,
            settled: settled ? facts.comments.settled : [])
        memory.isStale = true
        let results = try await commitFenced(transaction)
        guard let version = results.first.flatMap(Self.version) else {
            throw CoordinationError("the record was written, but its version was not told")
        }
        memory.stored = StoredRecord(record: commit.record, version: version)
        memory.isStale = false
        if settled {
            board.update { now in
                if now.comments == facts.comments { now.comments = IntentComments() }
                return false
            }
        }
        if let entry = commit.history {
            metrics.ended(entry.outcome)
            if let pruning = try await HistoryStore(layout: layout, session: session).pruning() {
                try await commitFenced(pruning)
            }
        }
    }

    @discardableResult
    private func commitFenced(_ transaction: Transaction) async throws -> [Transaction.Result] {
        do throws(ZooKeeperError) {
            return try await leadership.commit(transaction)
        } catch {
            if error.code == .deposed { throw Deposed(description: "\(error)") }
            throw error
        }
    }

    private var leadership: Leadership { actuator.leadership }

    private static func version(_ result: Transaction.Result) -> ZNodeVersion? {
        switch result {
        case .set(let stat): stat.version
        case .created: ZNodeVersion(rawValue: 0)
        case .deleted, .checked: nil
        }
    }

    /// How long to wait when the decision names no time: readers are asked for again, the rest wakes by itself.
    private func patience(_ record: RolloutRecord?) -> Duration? {
        record?.rollout?.phase == .propagating ? .milliseconds(250) : nil
    }
}
