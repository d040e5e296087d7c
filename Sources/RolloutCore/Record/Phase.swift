/// Where a rollout is. The same phases serve both directions: going back is enabling the source and disabling the target.
public enum Phase: String, Codable, Hashable, Sendable, CaseIterable {
    /// Nothing has been changed yet; the target must prove itself.
    /// Can transition to: `enabling`; the rollout can end `rejected`, or `rolledBack` when the source is asked for again.
    case checking
    /// The destination's instances are made UP, one at a time.
    /// Can transition to: `propagating`; `enabling` or `checking` of the other direction; `stuck` when going back.
    case enabling
    /// Waits until every reader has fetched what was enabled.
    /// Can transition to: `baking`, `disabling`; `enabling` of either direction, `checking` when turned forward again.
    case propagating
    /// A batch of the target serves beside the source, and is looked at. Not on the way back.
    /// Can transition to: `disabling`; `enabling` of either direction.
    case baking
    /// The origin's instances are made OUT_OF_SERVICE, one at a time.
    /// Can transition to: `enabling` of the next batch or of either direction, `soaking`; the rollout can end `completed`
    /// or `rolledBack`.
    case disabling
    /// The target serves alone, and is looked at. Not on the way back.
    /// Can transition to: `enabling` of either direction; the rollout can end `completed`.
    case soaking
    /// Neither color is safe to move to: everything is held as it is, and a person is needed.
    /// Can transition to: `enabling` when the source can serve again, `checking` when the target is asked for anew.
    case stuck
}

/// How a rollout ended.
public enum Outcome: String, Codable, Hashable, Sendable, CaseIterable {
    /// The target serves, and the source stands by.
    case completed
    /// The source serves again, or still.
    case rolledBack
    /// Refused before anything was changed: the source goes on serving.
    case rejected
}

extension Outcome {
    /// For people.
    public var words: String { self == .rolledBack ? "rolled back" : rawValue }
}
