/// What one registry passes on to another, in Eureka's words.
public enum ReplicationAction: String, CaseIterable, Hashable, Sendable {
    /// An instance and everything known of it.
    case register = "Register"
    /// A client renewed its lease.
    case heartbeat = "Heartbeat"
    /// An operator ordered a status.
    case statusUpdate = "StatusUpdate"
    /// An operator took an order back.
    case deleteStatusOverride = "DeleteStatusOverride"
    /// A client took its instance out.
    case cancel = "Cancel"
}
