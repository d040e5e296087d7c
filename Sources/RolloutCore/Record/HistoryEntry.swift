/// A finished rollout, or a refused request, as `history` shows it.
public struct HistoryEntry: Codable, Hashable, Sendable {
    public let number: Int
    public let source: Color
    /// Nil when what was asked for is no color.
    public let target: Color?
    public let outcome: Outcome
    public let startedAt: Timestamp
    public let finishedAt: Timestamp
    public let by: String?
    public let comment: String?
    /// Why it ended so, in one sentence.
    public let reason: String
    public let revision: Int64
    public let steps: [StepRecord]

    /// Shown to people, and accepted where they name a rollout.
    public var id: String { "r-\(number)" }
}
