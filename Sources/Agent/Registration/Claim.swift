import Eureka

/// What an instance says of itself in the registries; of two claims the later `lastDirtyTimestamp` counts.
struct Claim: Hashable {
    var status: EurekaStatus
    var lastDirtyTimestamp: EpochMilliseconds
    /// Why it is not ready, for whoever looks at the registry; registered as metadata `reason`.
    var reason: String?
}
