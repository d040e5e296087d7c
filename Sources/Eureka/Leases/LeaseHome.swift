/// Which replica of the registry hears an instance's heartbeats: the one that may take it out when they stop.
public enum LeaseHome: Hashable, Sendable {
    /// This one.
    case here
    /// Another one, by its name.
    case replica(String)
    /// Nobody knows, as after a restart: anyone may take it out, after a full lease.
    case unknown
}
