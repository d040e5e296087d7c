import Eureka
import Logging
import Metrics
import NIOConcurrencyHelpers

extension RegistryBook {
    /// Takes out every instance whose lease had run out at that moment, unless so many did that it is not to be believed.
    ///
    /// - Returns: When the next lease of ours runs out; nil when none does.
    func evict(at now: EpochMilliseconds) -> EpochMilliseconds? {
        let (evicted, brake, wasHeld, next) = update { state in
            let wasHeld = state.brake.held > 0
            let outlook = state.registry.outlook(at: now, others: state.replicas.standing(now: now))
            let admitted = state.brake.admit(
                outlook.expired, total: state.registry.count, lastHeard: state.lastHeard, now: now)
            let evicted = admitted.map(\.key)
            for key in evicted where store != nil {
                let claimed = state.registry.record(of: key)?.claim.lastDirtyTimestamp ?? 0
                state.ledger.note(key, .removal(claimed: claimed, isEviction: true))
            }
            state.registry.evict(evicted, now: now)
            return (evicted, state.brake, wasHeld, outlook.next)
        }
        metrics.evictions.increment(by: evicted.count)
        metrics.held.record(brake.held)
        for key in evicted {
            logger.notice("Lease expired", metadata: [LogKeys.app: "\(key.app)", LogKeys.instance: "\(key.id)"])
        }
        if !evicted.isEmpty { work.wake() }
        if brake.held > 0, !wasHeld {
            logger.warning(
                "Too many leases ran out at once to be believed: these instances are kept",
                metadata: [LogKeys.count: "\(brake.held)"])
        }
        if brake.held == 0, wasHeld { logger.notice("No instance is kept beyond its lease any more") }
        return next
    }

    /// Takes out those held, because somebody says that they are gone; how many were held here.
    func releaseBrake() -> Int {
        let now = clock.now
        let count = state.withLockedValue { $0.brake.release() }
        if count > 0 { _ = evict(at: now) }
        return count
    }

    func grantFullLeases() {
        let now = clock.now
        state.withLockedValue { $0.registry.grantFullLeases(now: now) }
    }

    func recordMetrics() {
        let now = clock.now
        let state = state.withLockedValue { state in
            state.readers.forgetAged(now: now)
            state.gateways.forgetSilent(now: now)
            return state
        }
        metrics.record(state.registry.counts)
        metrics.readers.record(state.readers.count(now: now))
        metrics.unwritten.record(state.ledger.unwritten.count)
        metrics.replicas.record(state.replicas.others.count + 1)
        metrics.revision.record(revision(in: state))
    }
}
