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
    let metrics: AppMetrics
    let patience: SharedPatience
    let gateways: GatewayFollower
    let starting: StartConditions
    let logger: Logger

    /// The record as this leader knows it, and what it has said of it already.
    struct Memory {
        var stored: StoredRecord?
        var isStale = true
        /// Whether the record is still the former leader's.
        var isInherited = true
        var reason: Reason?
        /// What is not known yet, as it was said.
        var missing: String?
        /// Whether what gateways count is as of now, so that a rollout can begin to count from there.
        var knowsCounts = false
        var failures = 0
        var lastSuccess: ContinuousClock.Instant = .now
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
            memory.lastSuccess = .now
            patience.succeeded()
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
            guard ContinuousClock.now - memory.lastSuccess < SharedPatience.limit else {
                guard patience.isOver else { throw error }
                throw Deposed(description: "nothing could be done for \(SharedPatience.limit): \(error)")
            }
            let delay = min(Duration.milliseconds(50 * (1 << min(memory.failures, 6))), .seconds(2))
            memory.backoffEnd = .now + delay
            alarm.set(after: delay)
            logger.warning(
                "A pass failed and is repeated", metadata: [LogKeys.error: "\(error)"])
            return false
        }
    }

    private func pass(_ memory: inout Memory) async throws -> (result: String, isUnfinished: Bool) {
        if memory.isStale {
            try await session.sync(layout.record)
            memory.stored = try await RecordStore(layout: layout, session: session).read()
            if memory.isInherited { memory.stored = memory.stored?.takenOver(at: actuator.now()) }
            memory.isStale = false
        }
        let record = memory.stored?.record
        note(isMoving: record?.rollout != nil)
        order(AnalysisOrder(record?.rollout, app: layout.app))
        if record?.looksAtReaders == true {
            // Who fetches must be known as of now: a reader that has just appeared counts too.
            for follower in actuator.followers { await follower.refreshReaders() }
        }
        let facts = board.current
        guard let observation = facts.observation(now: actuator.now(), record: record) else {
            sayMissing(facts.missing, &memory)
            return ("hold", false)
        }
        let decision = Planner(policy: facts.effectivePolicy.rollout).decide(observation)
        metrics.saw(observation, reason: decision.reason)
        if decision.reason != memory.reason { logReason(decision, record: record) }
        memory.reason = decision.reason
        switch decision.action {
        case .hold:
            let now = actuator.now()
            // What kept a rollout from beginning may end by itself.
            let wake = [decision.wake, facts.nextStart(after: now)].compactMap { $0 }.min()
            alarm.set(after: wake.map { $0 - now } ?? nextLook(record))
            return ("hold", false)
        case .commit(let commit):
            guard try await isStartStillRight(decision, commit, facts, &memory) else { return ("hold", true) }
            try await remember(commit, facts, &memory)
            metrics.analysed(record?.rollout, commit)
            return ("commit", true)
        case .change(let change, let commit):
            let isRepeated = record?.pending == change
            let isUnfinished = try await make(change, after: commit, facts, &memory)
            // What did not take at once is not hurried.
            if isRepeated { alarm.set(after: .seconds(1)) }
            return (isRepeated ? "repeat" : "change", isUnfinished && !isRepeated)
        }
    }

    /// Whether what lets a rollout begin, or keeps it from beginning, is still so; one that begins counts from what its
    /// gateways have counted by now.
    private func isStartStillRight(
        _ decision: Decision, _ commit: Decision.Commit, _ facts: AppFacts, _ memory: inout Memory
    ) async throws -> Bool {
        guard memory.stored?.record.rollout == nil else { return true }
        guard [.started, .refused].contains(decision.reason.code) else { return true }
        guard try await starting.hold(in: facts, isWayBack: commit.record.rollout?.isRollback == true) else {
            return false
        }
        guard decision.reason.code == .started, !memory.knowsCounts else {
            memory.knowsCounts = false
            return true
        }
        await gateways.refresh()
        memory.knowsCounts = true
        return false
    }

    private func note(isMoving: Bool) {
        var hasBegun = false
        board.update { facts in
            hasBegun = isMoving && !facts.isMoving
            facts.isMoving = isMoving
            return false
        }
        if hasBegun { board.members.wake() }
    }

    /// Tells what Prometheus is to be asked from now on.
    private func order(_ order: AnalysisOrder?) {
        var isNew = false
        board.update { facts in
            isNew = facts.analysisOrder != order
            guard isNew else { return false }
            facts.analysisOrder = order
            facts.readings = []
            return false
        }
        if isNew { board.analysis.wake() }
    }

    /// How long to wait when the decision names no time: readers are asked for again, the rest wakes by itself.
    private func nextLook(_ record: RolloutRecord?) -> Duration? {
        record?.looksAtReaders == true ? .milliseconds(250) : nil
    }
}
