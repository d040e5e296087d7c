/// What an operator asked for beside the color itself. Written in the same transaction as `/active_color`, so that the
/// znode's `czxid` is the intent's revision: that is how the two are matched.
public struct OperatorRequest: Codable, Hashable, Sendable {
    public enum Kind: String, Codable, Hashable, Sendable {
        /// Who set the color, and why.
        case comment
    }

    public let kind: Kind
    public let by: String
    public let text: String?

    public init(kind: Kind, by: String, text: String?) {
        self.kind = kind
        self.by = by
        self.text = text
    }

    /// A comment may have this many characters.
    public static let textLimit = 1_000
}
