/// How long a new znode lives, and whether the server completes its name with a counter.
public enum CreateMode: Hashable, Sendable {
    /// Lives until somebody deletes it.
    case persistent
    /// Lives until its session ends.
    case ephemeral
    /// Persistent; the server appends a ten-digit counter of the parent.
    case persistentSequential
    /// Ephemeral; the server appends a ten-digit counter of the parent.
    case ephemeralSequential
}
