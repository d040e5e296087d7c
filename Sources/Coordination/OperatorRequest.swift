/// What an operator asked for beside the color itself. Written in the same transaction as `/active_color`, so that the
/// znode's `czxid` is the intent's revision: that is how the two are matched.
public struct OperatorRequest: Codable, Hashable, Sendable {
    /// What a request is about. One of a kind that is not listed cannot be read and is passed over.
    public enum Kind: String, Codable, Hashable, Sendable {
        /// Who set the color, and why.
        case comment
    }

    /// What this request is about.
    public let kind: Kind
    /// Who asked, as the command line names the person.
    public let by: String
    /// The comment, in their own words; nil when they gave none.
    public let text: String?

    /// Takes the text as it is: cutting it to `textLimit` is up to whoever writes it.
    public init(kind: Kind, by: String, text: String?) {
        self.kind = kind
        self.by = by
        self.text = text
    }

    /// A comment may have this many characters.
    public static let textLimit = 1_000
}
