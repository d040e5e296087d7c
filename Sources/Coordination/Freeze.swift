public import RolloutCore

/// An operator's word that no rollout may begin for now. The way back is never frozen.
public struct Freeze: Codable, Hashable, Sendable {
    /// Why, in the operator's words.
    public let reason: String
    /// Who froze.
    public let by: String
    /// Since when.
    public let since: Timestamp
    /// Until when; nil until somebody lifts it.
    public let until: Timestamp?

    /// A freeze as it is written.
    public init(reason: String, by: String, since: Timestamp, until: Timestamp?) {
        self.reason = reason
        self.by = by
        self.since = since
        self.until = until
    }

    /// Whether it counts at that moment.
    public func isInForce(at now: Timestamp) -> Bool { until.map { now < $0 } ?? true }
}
