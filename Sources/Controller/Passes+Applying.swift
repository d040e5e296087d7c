import Coordination
import Logging
import RolloutCore
import ZooKeeper

extension Passes {
    func make(
        _ change: StatusChange, after commit: Decision.Commit?, _ facts: AppFacts, _ memory: inout Memory
    ) async throws -> Bool {
        let start = ContinuousClock.now
        // Not so after all: the facts say it now, and the next pass decides anew.
        guard await actuator.isStillRight(change) else { return true }
        if let commit { try await remember(commit, facts, &memory) }
        try await actuator.apply(change)
        let took = ContinuousClock.now - start
        metrics.stepped(change.kind, took: took)
        logger.info(
            "Step made and read back",
            metadata: [
                LogKeys.color: "\(change.color)",
                LogKeys.instanceID: "\(change.instance)",
                LogKeys.status: "\(change.status)", LogKeys.took: "\(took.nanoseconds / 1_000_000) ms",
            ])
        return true
    }

    /// Writes the record under the fence, on condition that the intent is still what was decided on.
    func remember(_ commit: Decision.Commit, _ facts: AppFacts, _ memory: inout Memory) async throws {
        let store = RecordStore(layout: layout, session: session)
        let settled = commit.record.rollout?.revision == facts.intent??.stat.mzxid || commit.record.rollout == nil
        let transaction = try store.transaction(
            for: commit, over: memory.stored, intent: facts.intent ?? nil,
            settled: settled ? facts.comments.settled : [])
        memory.isStale = true
        let results: [Transaction.Result]
        do {
            results = try await commitFenced(transaction)
        } catch {
            // They may be gone already: insisting on removing them would fail every later commit.
            board.update { facts in
                facts.comments.leaveSettled()
                return false
            }
            throw error
        }
        guard let version = results.first.flatMap(Self.version) else {
            throw CoordinationError("the record was written, but its version was not told")
        }
        memory.stored = StoredRecord(record: commit.record, version: version)
        memory.isStale = false
        memory.isInherited = false
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
}
