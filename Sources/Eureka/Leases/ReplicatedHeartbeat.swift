/// What a heartbeat that a peer passes on comes to.
public enum ReplicatedHeartbeat: Hashable, Sendable {
    /// The lease is renewed.
    case renewed
    /// Not known, or without a usable status: the peer must send the instance (404). The lease is not renewed.
    case unknown
    /// Renewed, but the peer has newer data and must send the instance (404).
    case outdated
    /// Renewed, but the data here is newer: the peer is to take this instance (409).
    case conflict(InstanceInfo)
}
