/// Why a pass did what it did: one sentence, the same in the log, on the command line and in metrics.
public struct Reason: Codable, Hashable, Sendable, CustomStringConvertible {
    /// A stable word to search for and to label metrics with.
    public let code: Code
    /// For people. Carries no running clock, so that it changes only when the matter does.
    public let sentence: String

    /// What kind of reason it is. Also a label of metrics and a word in logs, so that none is ever renamed.
    public enum Code: String, Codable, Hashable, Sendable, CaseIterable {
        /// The active color serves, and nothing is to be done.
        case steady
        /// An app without a record was taken over as it was.
        case adopted
        /// No record, and neither the intent nor the registries tell which color serves.
        case noIntent = "no-intent"
        /// What was asked for is no color, or was deleted, or its fleet failed its checks.
        case refused
        /// The other color was asked for: a rollout begins.
        case started
        /// The target has yet to prove itself, or has just done so.
        case checking
        /// An instance is made UP, or is told so again.
        case enabling
        /// An instance is made OUT_OF_SERVICE, or that is about to begin.
        case disabling
        /// An instance must become ready or report itself well, or too few serve.
        case waitingForInstance = "waiting-for-instance"
        /// A registry cannot be asked, or the registries differ.
        case waitingForRegistry = "waiting-for-registry"
        /// Readers have yet to fetch the change, or to let go of what they cached.
        case waitingForReaders = "waiting-for-readers"
        /// A batch serves beside the source and is looked at.
        case baking
        /// The target serves alone and is looked at.
        case soaking
        /// No step forward is made until an operator resumes.
        case paused
        /// Somebody else has set a status, and the policy is to leave it.
        case drifted
        /// An operator asked for something, and is answered.
        case answered
        /// An instance disabled a moment ago gets time to finish its requests.
        case draining
        /// The rollout changed its direction, or goes back again after being stuck.
        case turned
        /// The rollout ended on its target.
        case completed
        /// The rollout ended on its source.
        case rolledBack = "rolled-back"
        /// Neither color is safe to move to: everything is held, a person is needed.
        case stuck
    }

    init(_ code: Code, _ sentence: String) {
        self.code = code
        self.sentence = sentence
    }

    /// The sentence alone.
    public var description: String { sentence }
}
