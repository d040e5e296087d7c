/// What one pass does: at most one step, and why.
public struct Decision: Hashable, Sendable {
    /// The one thing to do now.
    public let action: Action
    /// Why, in words for an operator; the record holds the same one.
    public let reason: Reason
    /// When to look again, should nothing change before.
    public let wake: Timestamp?

    /// What a pass can come to. The record is always written before an instance is touched.
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
        /// The whole record as it is to stand from now on.
        public let record: RolloutRecord
        /// A rollout that ends with it.
        public let history: HistoryEntry?
        /// The serving color to write back to `/active_color`, unless that has been written again meanwhile.
        public let restoring: Color?
        /// The request that it answers, which goes in the same transaction.
        public let answer: RequestAnswer?
    }
}
