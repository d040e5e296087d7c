/// What one pass does: at most one step, and why.
public struct Decision: Hashable, Sendable {
    public let action: Action
    public let reason: Reason
    /// When to look again, should nothing change before.
    public let wake: Timestamp?

    public enum Action: Hashable, Sendable {
        /// Leaves everything as it is.
        case hold
        /// Remembers; touches no instance.
        case commit(Commit)
        /// Remembers first (nil: it is remembered already), then makes the change in every registry and reads it back.
        case change(StatusChange, after: Commit?)
    }

    /// What one fenced transaction writes.
    public struct Commit: Hashable, Sendable {
        public let record: RolloutRecord
        /// A rollout that ends with it.
        public let history: HistoryEntry?
        /// The serving color to write back to `/active_color`, unless that has been written again meanwhile.
        public let restoring: Color?
    }
}
