public import RolloutCore

/// What an operator said, as it is written for the leader.
///
/// A comment is written in the same transaction as `/active_color`, so that its znode's `czxid` is the intent's revision:
/// that is how the two are matched. Whatever else is asked names the revision that it is meant for.
public struct OperatorRequest: Codable, Hashable, Sendable {
    /// What is said. One that is not listed cannot be read and is passed over.
    public enum Kind: Hashable, Sendable {
        /// Who set the color, and why.
        case comment
        /// The same, of a color that is asked for as the way back.
        case rollback
        /// Something is asked of the rollout under way.
        case verb(RolloutRequest.Verb)
    }

    /// What is said.
    public let kind: Kind
    /// Who said it, as the command line names the person.
    public let by: String
    /// Why, in their own words; nil when they gave none.
    public let text: String?
    /// The intent that it is meant for; nil for a comment.
    public let revision: Int64?

    /// Takes the text as it is: cutting it to `textLimit` is up to whoever writes it.
    public init(kind: Kind, by: String, text: String?, revision: Int64? = nil) {
        self.kind = kind
        self.by = by
        self.text = text
        self.revision = revision
    }

    /// A comment may have this many characters.
    public static let textLimit = 1_000
}

extension OperatorRequest.Kind: RawRepresentable, Codable {
    /// Nil for a kind that this version does not know.
    public init?(rawValue: String) {
        switch rawValue {
        case "comment": self = .comment
        case "rollback": self = .rollback
        default:
            guard let verb = RolloutRequest.Verb(rawValue: rawValue) else { return nil }
            self = .verb(verb)
        }
    }

    /// `comment`, `rollback` or the verb.
    public var rawValue: String {
        switch self {
        case .comment: "comment"
        case .rollback: "rollback"
        case .verb(let verb): verb.rawValue
        }
    }
}
