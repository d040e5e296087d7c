/// The leader's durable memory of one app. In ZooKeeper before it is acted on, so that the next leader goes on from it.
public struct RolloutRecord: Codable, Hashable, Sendable {
    /// A controller refuses to act on a record of a format that it does not know.
    public static let currentFormat = 1

    /// The format it was written in; at most `currentFormat` can be acted on.
    public let format: Int
    /// The active color: what serves while no rollout is under way.
    public internal(set) var serving: Color
    /// Since when `serving` serves.
    public internal(set) var since: Timestamp
    /// The number that the next rollout gets.
    public internal(set) var nextNumber: Int
    /// The rollout under way; nil while steady.
    public internal(set) var rollout: Rollout?
    /// The step in hand. No other step is begun before it is verified or given up.
    public internal(set) var pending: StatusChange?
    /// What is being done or waited for, as the leader last saw it.
    public internal(set) var reason: Reason
    /// The last rollout that did not reach its target, which `retry` tries again; nil once one does.
    public internal(set) var failed: FailedRollout?
    /// A retry that is about to start: who asked for it, and why.
    public internal(set) var retry: RolloutRequest?
    /// What became of the last requests, oldest first; at most `answerLimit`.
    public internal(set) var answers: [RequestAnswer]
    /// Who of the active color has stayed UP the longest; nil when nobody of it serves.
    public internal(set) var longestServing: LongestServing?
    /// When the reason's code last changed: since when this is done or waited for.
    public internal(set) var reasonSince: Timestamp

    /// Whoever asked finds the answer here, also when others ask meanwhile.
    public static let answerLimit = 16

    /// A rollout that ended on its source.
    public struct FailedRollout: Codable, Hashable, Sendable {
        /// What was asked for.
        public let target: Color
        /// The intent it followed last.
        public let revision: Int64
    }

    /// An instance that was UP and ready each time a leader looked.
    public struct LongestServing: Codable, Hashable, Sendable {
        /// Whose time it is.
        public let instance: InstanceID
        /// When it was first seen to serve, or this leader began to look.
        public internal(set) var since: Timestamp
    }

    /// Whether the next decision looks at who has fetched: they must be known as of now then.
    public var looksAtReaders: Bool { rollout?.phase == .propagating || reason.code == .waitingForReaders }

    init(serving: Color, now: Timestamp, reason: Reason) {
        format = RolloutRecord.currentFormat
        self.serving = serving
        since = now
        nextNumber = 1
        answers = []
        self.reason = reason
        reasonSince = now
    }
}
