import Eureka

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

/// What a request that is to be durable came to.
enum StatusResult: String, CaseIterable, Sendable {
    /// True and, with a store, durable; a client's own word may still wait for the store.
    case done
    case missing
    /// Refused for good, for example because there is no room for more metadata.
    case refused
    /// The epoch is over.
    case stale
    /// The store is away or slow; nothing has changed that anybody can see.
    case unavailable
}
