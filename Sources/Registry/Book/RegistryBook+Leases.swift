import Eureka
import Logging
import Metrics
import NIOConcurrencyHelpers

extension RegistryBook {
    /// Takes out every instance whose lease had run out at that moment, unless so many did that it is not to be believed.
    func evict(at now: EpochMilliseconds) {
        let (evicted, brake, wasHeld) = update { state in
            let wasHeld = state.brake.held > 0
            let expired = state.registry.expired(now: now, living: state.replicas.living)
            let admitted = state.brake.admit(
                expired, total: state.registry.count, lastHeard: state.lastHeard, now: now)
            let evicted = admitted.map(\.key)
            for key in evicted where store != nil {
                let claimed = state.registry.record(of: key)?.claim.lastDirtyTimestamp ?? 0
                state.ledger.note(key, .removal(claimed: claimed, isEviction: true))
            }
            state.registry.evict(evicted, now: now)
            return (evicted, state.brake, wasHeld)
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
    }

    /// Takes out those held, because somebody says that they are gone; how many were held here.
    func releaseBrake() -> Int {
        let now = clock.now
        let count = state.withLockedValue { $0.brake.release() }
        if count > 0 { evict(at: now) }
        return count
    }

    func grantFullLeases() {
        let now = clock.now
        state.withLockedValue { $0.registry.grantFullLeases(now: now) }
    }

    /// How long until the next lease runs out; nil when there is none, or when one is kept that had run out at the moment
    /// of the last look: the brake or another replica keeps it, and looking again at once would find the same.
    func untilNextExpiry(lookedAt moment: EpochMilliseconds) -> Duration? {
        let now = clock.now
        guard let deadline = state.withLockedValue({ $0.registry.nextDeadline }), deadline > moment else { return nil }
        return .milliseconds(max(0, deadline - now))
    }

    func recordMetrics() {
        let now = clock.now
        let state = state.withLockedValue { state in
            state.readers.forgetAged(now: now)
            return state
        }
        metrics.record(state.registry.counts)
        metrics.readers.record(state.readers.count(now: now))
        metrics.unwritten.record(state.ledger.unwritten.count)
        metrics.replicas.record(state.replicas.others.count + 1)
        metrics.revision.record(revision(in: state))
    }
}
