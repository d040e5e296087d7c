/// What a heartbeat comes to.
public enum HeartbeatOutcome: Hashable, Sendable {
    /// The lease is renewed.
    case renewed
    /// Not known, or without a usable status; the client must register (404). The lease is not renewed.
    case unknown
    /// Renewed, but the client has newer data than the registry and must register (404).
    case outdated
}
