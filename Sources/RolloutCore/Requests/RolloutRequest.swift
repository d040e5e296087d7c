/// What an operator asks of a rollout under way, beside the color itself.
public struct RolloutRequest: Codable, Hashable, Sendable {
    /// What is asked for. What takes precedence comes first.
    public enum Verb: String, Codable, Hashable, Sendable, CaseIterable {
        /// Go back to the source.
        case abort
        /// Make no further step; going back is never held.
        case pause
        /// Go on after a pause.
        case resume
        /// Do not wait for the rest of this bake or soak.
        case promote
        /// Skip every bake, the soak, and all batches but the last.
        case promoteFully = "promote-fully"
        /// Try again what did not succeed: from a rollout that is going back or stuck, or the last one.
        case retry
    }

    /// Tells it from every other request of the app; the later one is greater.
    public let id: String
    /// What is asked for.
    public let verb: Verb
    /// The intent whose rollout is meant: for any other it comes too late. For `retry` without a rollout, the last one's.
    public let revision: Int64
    /// Who asks.
    public let by: String
    /// Why; nil when nothing was said.
    public let comment: String?

    /// A request as it was read.
    public init(id: String, verb: Verb, revision: Int64, by: String, comment: String? = nil) {
        self.id = id
        self.verb = verb
        self.revision = revision
        self.by = by
        self.comment = comment
    }
}

extension RolloutRequest.Verb {
    /// As an operator types it.
    public var word: String { self == .promoteFully ? "promote --full" : rawValue }
}

/// What became of a request: written in the same transaction that takes it away.
public struct RequestAnswer: Codable, Hashable, Sendable {
    /// The request.
    public let request: RolloutRequest
    /// False when it was refused, and nothing came of it.
    public let isAccepted: Bool
    /// What comes of it, or why nothing does, in one sentence.
    public let sentence: String
    /// When the leader answered.
    public let at: Timestamp

    /// An answer to one request.
    public init(request: RolloutRequest, isAccepted: Bool, sentence: String, at: Timestamp) {
        self.request = request
        self.isAccepted = isAccepted
        self.sentence = sentence
        self.at = at
    }
}
