import Coordination
import Eureka
import Logging
import Metrics
import NIOConcurrencyHelpers

extension RegistryBook {
    // MARK: What peers pass on

    /// Files an instance that a client registered with a peer; as ``register(_:)``.
    func registerReplicated(_ instance: InstanceInfo) async -> Bool {
        let takesOrder = configuration.takesPeerOrders
        let isFiled = await file { registry, now in
            registry.replicatedRegistration(of: instance, takesOrder: takesOrder, now: now)
        }
        if isFiled { metrics.registrations.increment() }
        return isFiled
    }

    /// Renews a lease by a peer's word; the order in force there comes along when the peer has newer data.
    func renewReplicated(
        _ key: InstanceKey,
        lastDirtyTimestamp: EpochMilliseconds?,
        order: EurekaStatus?
    ) async -> ReplicatedHeartbeat {
        let outcome = renew(key, unless: .unknown) {
            $0.replicatedHeartbeat(key, lastDirtyTimestamp: lastDirtyTimestamp, now: $1)
        }
        if outcome == .outdated, let order {
            let takesOrder = configuration.takesPeerOrders
            _ = await file { $0.overrideHint(for: key, order, takesOrder: takesOrder, now: $1) }
        }
        return outcome
    }

    // MARK: Copying

    /// Files everything a peer shows, with full leases and with the orders in force there; what is on file here and
    /// newer stays.
    ///
    /// A managed instance that serves there is enabled here, also without an order: a genuine server keeps none that
    /// only confirms what is.
    ///
    /// - Returns: How many are filed; fewer than given when there is no room, or some are too large.
    func copy(_ instances: [InstanceInfo]) -> Int {
        let now = clock.now
        for instance in instances {
            guard let excess = instance.excess else { continue }
            logger.warning(
                "An instance is not copied",
                metadata: [
                    LogKeys.app: "\(instance.app)", LogKeys.instance: "\(instance.effectiveID)",
                    LogKeys.error: "\(excess)",
                ])
        }
        return update { state in
            var copied = 0
            // What is too large for the store would keep everything else from being written.
            for var instance in instances where instance.excess == nil {
                let serves = instance.status == .up && instance.overriddenStatus == .unknown
                if serves, instance.color != nil { instance.overriddenStatus = .up }
                let change = state.registry.replicatedRegistration(of: instance, takesOrder: true, now: now)
                if file(change, in: &state, home: .unknown, now: now) { copied += 1 }
            }
            // Somebody uses these instances, and fetches here within a round of having moved over.
            state.readersSince = now + ReaderLog.shortestAge + ReaderLog.grace
            return copied
        }
    }

    /// Writes everything that is not durable yet, before there is a loop that does; tries until it is done.
    func writeCopy(to store: RegistryStore) async throws {
        while hasWork {
            try Task.checkCancellation()
            do {
                try await followFeed(of: store)
                try await settleDoubts(in: store)
            } catch {
                logger.info("ZooKeeper could not be read", metadata: [LogKeys.error: "\(error)"])
            }
            switch await writeBatch(to: store) {
            case .wrote, .conflict: break
            case .nothing, .failed:
                try await Task.sleep(for: RegistryCopy.pause, clock: .continuous)
                retry()
            }
        }
    }
}
