/// What our own probe says of an instance. Unknown is never taken for ready.
public enum Readiness: Hashable, Sendable {
    /// It answered well, lately enough to rely on.
    case ready
    /// Asked, and it refused: why, in a few words.
    case unready(String)
    /// Not asked yet, or not lately enough to rely on.
    case unknown(String)
}
