import Coordination
import Eureka
import Logging
import Metrics
import NIOConcurrencyHelpers
import ZooKeeper

/// What a change of status or metadata came to.
enum StatusResult: Sendable {
    /// True and, with a store, durable.
    case done
    case missing
    /// Refused for good, for example because there is no room for more metadata.
    case refused
    /// The epoch is over.
    case stale
    /// The store is away or slow; nothing has changed that anybody can see.
    case unavailable
}

/// What an operator wants of an instance.
enum StatusRequest: Sendable {
    case set(EurekaStatus, lastDirtyTimestamp: EpochMilliseconds?)
    case removeOverride(hint: EurekaStatus?, lastDirtyTimestamp: EpochMilliseconds?)
    case metadata([String: String])

    func outcome(in registry: LeaseRegistry, _ key: InstanceKey, now: EpochMilliseconds) -> ChangeOutcome {
        switch self {
        case .set(let status, let dirty):
            registry.statusChange(of: key, to: status, lastDirtyTimestamp: dirty, now: now)
        case .removeOverride(let hint, let dirty):
            registry.overrideRemoval(of: key, hint: hint, lastDirtyTimestamp: dirty, now: now)
        case .metadata(let entries):
            registry.metadataChange(of: key, adding: entries, now: now)
        }
    }
}

extension RegistryBook {
    // MARK: Clients' own word

    /// Files a registration; true at once, durable as soon as the store takes it.
    ///
    /// - Returns: False when there is no room, in memory or in what waits for the store.
    func register(_ instance: InstanceInfo) async -> Bool {
        let now = clock.now
        let filed = state.withLockedValue { state -> (key: InstanceKey, isVisible: Bool)? in
            let change = state.registry.registration(of: instance, now: now)
            if change.isVisible {
                let isKnown = state.registry.record(of: change.key) != nil
                guard isKnown || state.registry.count < configuration.maximumInstances else { return nil }
                guard state.unwritten.count < configuration.maximumUnwritten else { return nil }
            }
            guard state.registry.apply(change, now: now) else { return nil }
            if change.isVisible, store != nil { state.unwritten.insert(change.key) }
            return (change.key, change.isVisible)
        }
        guard let filed else { return false }
        metrics.registrations.increment()
        if filed.isVisible { await write(filed.key) }
        return true
    }

    /// Takes an instance out; true at once, durable as soon as the store takes it. False when it is not there.
    func cancel(_ key: InstanceKey) async -> Bool {
        let now = clock.now
        let isDone = state.withLockedValue { state -> Bool in
            guard let change = state.registry.cancellation(of: key), state.registry.apply(change, now: now) else {
                return false
            }
            if store != nil { state.unwritten.insert(key) }
            return true
        }
        guard isDone else { return false }
        metrics.cancellations.increment()
        await write(key)
        return true
    }

    // MARK: Operators' word

    /// Makes a change durable, under the epoch if one is named, then true.
    func change(_ key: InstanceKey, _ request: StatusRequest, epoch: Int64?) async -> StatusResult {
        do {
            return try await gate.withExclusive(key) { await self.exclusiveChange(key, request, epoch: epoch) }
        } catch {
            return .unavailable
        }
    }

    private func exclusiveChange(_ key: InstanceKey, _ request: StatusRequest, epoch: Int64?) async -> StatusResult {
        let planned: RegistryChange
        switch state.withLockedValue({ request.outcome(in: $0.registry, key, now: clock.now) }) {
        case .missing: return .missing
        case .refused: return .refused
        case .change(let change): planned = change
        }
        if let store {
            let failure = await persist(planned, epoch: epoch, in: store)
            if let failure { return failure }
        } else if let epoch, !admit(epoch) {
            return .stale
        }
        return finish(planned, request)
    }

    /// Writes ahead; nil when that is done.
    private func persist(_ change: RegistryChange, epoch: Int64?, in store: RegistryStore) async -> StatusResult? {
        guard let record = change.record, change.isVisible || epoch != nil else { return nil }
        guard store.isConnected else { return .unavailable }
        let key = change.key
        do {
            let isKept = try await store.within(configuration.writeTimeout) { store throws(ZooKeeperError) in
                guard let epoch else {
                    try await store.save(app: key.app, id: key.id, data: record.encoded())
                    return true
                }
                return try await store.save(app: key.app, id: key.id, data: record.encoded(), epoch: epoch)
            }
            metrics.wrote(true)
            return isKept ? nil : .stale
        } catch {
            metrics.wrote(false)
            logger.warning(
                "Status change not kept",
                metadata: [
                    LogKeys.app: "\(key.app)", LogKeys.instance: "\(key.id)", LogKeys.error: "\(error)",
                ]
            )
            if error.outcome == .unknown { _ = state.withLockedValue { $0.doubtful.insert(key) } }
            return .unavailable
        }
    }

    /// Makes a durable change true, on top of what the client may have said meanwhile.
    private func finish(_ planned: RegistryChange, _ request: StatusRequest) -> StatusResult {
        let now = clock.now
        return state.withLockedValue { state in
            if state.registry.apply(planned, now: now) { return .done }
            if store != nil { state.unwritten.insert(planned.key) }
            guard case .change(let change) = request.outcome(in: state.registry, planned.key, now: now) else {
                return .missing
            }
            _ = state.registry.apply(change, now: now)
            return .done
        }
    }

    /// Without a store there is no leader's epoch to look at: the highest one seen counts.
    private func admit(_ epoch: Int64) -> Bool {
        state.withLockedValue { state in
            guard epoch >= state.highestEpoch else { return false }
            state.highestEpoch = epoch
            return true
        }
    }
}
