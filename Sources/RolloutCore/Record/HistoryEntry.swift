/// A finished rollout, or a refused request, as `history` shows it.
public struct HistoryEntry: Codable, Hashable, Sendable {
    /// Counts the app's rollouts from 1, refused requests included.
    public let number: Int
    /// The color that served when it began.
    public let source: Color
    /// Nil when what was asked for is no color.
    public let target: Color?
    /// How it ended: which color serves since.
    public let outcome: Outcome
    /// When the leader took up the intent.
    public let startedAt: Timestamp
    /// When it ended; for what was refused at once, the same moment.
    public let finishedAt: Timestamp
    /// Who asked for it; nil for a plain write to `/active_color`.
    public let by: String?
    /// Why it was asked for; nil when nothing was said.
    public let comment: String?
    /// Why it ended so, in one sentence.
    public let reason: String
    /// The intent it followed last (`mzxid` of `/active_color`); 0 when that was deleted.
    public let revision: Int64
    /// What was done, oldest first; the first `Rollout.stepLimit` are kept.
    public let steps: StepLog
    /// What operators asked of it, and what became of that.
    public let requests: [RequestAnswer]
    /// What gateways counted during it; nil when none did, and nothing is known.
    public internal(set) var traffic: TrafficReceipt?
    /// What was measured in its bakes and its soak; nil when nothing was.
    public internal(set) var checks: [CheckResult]?

    /// Shown to people, and accepted where they name a rollout.
    public var id: String { "r-\(number)" }
}
