import Coordination
import Eureka
import Logging
import NIOConcurrencyHelpers
import ZooKeeper

extension RegistryBook {
    /// What an attempt to write came to.
    enum Writing {
        case nothing
        /// The batch is done: written, or found to be in vain.
        case wrote
        /// Others were first: it is to be put together anew.
        case conflict
        case failed
    }

    /// How many instances are looked at again at once.
    private static let maximumDoubts = 512

    /// Reads what the store holds of instances that are in doubt, and makes memory agree.
    func settleDoubts(in store: RegistryStore) async throws {
        let keys = Array(state.withLockedValue { $0.ledger.doubtful }.prefix(Self.maximumDoubts))
        guard !keys.isEmpty else { return }
        let places = keys.map { RegistryStore.Place(app: $0.app, id: $0.id) }
        let kept = try await store.within(configuration.writeTimeout) { try await $0.readNewest(places) }
        if state.withLockedValue({ state in zip(keys, kept).contains { $1 == nil && state.ledger.kept[$0] != nil } }) {
            // The feed says why it is gone, or what has happened since.
            sawFeed(try await store.within(configuration.writeTimeout) { try await $0.presentFeed().numbers })
            try await followFeed(of: store)
        }
        let now = clock.now
        let found = zip(keys, kept).map { key, kept in kept.map { finding($0) } ?? Finding(key) }
        let answers = update { state in
            // What the feed has settled is newer than what was read here.
            let doubtful = state.ledger.doubtful
            return found.filter { doubtful.contains($0.key) }.flatMap {
                state.ledger.absorb($0, into: &state.registry, now: now)
            }
        }
        resume(answers)
    }

    /// Writes one batch, and answers whoever waited for it.
    func writeBatch(to store: RegistryStore) async -> Writing {
        let now = clock.now
        let (plan, answers) = update { state in
            state.ledger.plan(from: state.registry, by: id, now: now)
        }
        resume(answers)
        guard let plan else { return .nothing }
        guard store.isConnected else {
            failWriting(plan, mayBeWritten: false)
            return .failed
        }
        do {
            let outcome = try await store.within(configuration.writeTimeout) { try await $0.commit(plan.batch) }
            complete(plan, outcome)
            switch outcome {
            case .done(_, let number, _):
                await prune(store, after: number)
                return .wrote
            case .confirmed, .stale, .refused: return .wrote
            case .conflict: return .conflict
            }
        } catch {
            failWriting(plan, mayBeWritten: (error as? ZooKeeperError)?.outcome != .notApplied)
            metrics.wrote(false)
            logger.warning(
                "ZooKeeper did not take what is to be kept",
                metadata: [LogKeys.count: "\(plan.items.count)", LogKeys.error: "\(error)"])
            return .failed
        }
    }

    private func complete(_ plan: WritePlan, _ outcome: RegistryStore.Outcome) {
        let now = clock.now
        let answers = update { state in
            if case .done(_, let number, let revision) = outcome {
                state.progress.took(number, revision: revision)
            }
            return state.ledger.complete(plan, outcome, in: &state.registry, now: now)
        }
        switch outcome {
        case .done, .confirmed: metrics.wrote(true)
        case .refused(let index, let reason):
            metrics.wrote(false)
            let key = plan.items[index].key
            logger.warning(
                "ZooKeeper does not take this instance",
                metadata: [LogKeys.app: "\(key.app)", LogKeys.instance: "\(key.id)", LogKeys.error: "\(reason)"])
        case .stale, .conflict: break
        }
        resume(answers)
    }

    /// Whether anything is still to be written.
    var hasWork: Bool { state.withLockedValue(\.ledger.hasWork) }

    /// What ZooKeeper did not take is tried again.
    func retry() {
        state.withLockedValue { $0.ledger.retry() }
    }

    /// Answers whoever has waited for as long as a write may take.
    func expireWaiters() {
        let start = ContinuousClock.now - configuration.writeTimeout
        resume(state.withLockedValue { $0.ledger.expire($0.waiters.entered(before: start)) })
    }

    func failWriting(_ plan: WritePlan?, mayBeWritten: Bool) {
        resume(state.withLockedValue { $0.ledger.fail(plan, mayBeWritten: mayBeWritten) })
    }

    /// From now on nobody waits for the store.
    func closeWaiters() {
        state.withLockedValue { $0.waiters.isClosed = true }
        failWriting(nil, mayBeWritten: false)
    }

    func resume(_ answers: [Ledger.Answer]) {
        for waiter in state.withLockedValue({ $0.waiters.take(answers) }) {
            waiter.continuation.resume(returning: waiter.result)
        }
    }

    private func prune(_ store: RegistryStore, after number: Int64) async {
        do {
            try await store.within(configuration.writeTimeout) { try await $0.prune(after: number) }
        } catch {
            logger.info("Old entries of the feed are not removed yet", metadata: [LogKeys.error: "\(error)"])
        }
    }
}
