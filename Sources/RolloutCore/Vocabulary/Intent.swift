/// What was asked of an app: the color in `/active_color`, and for whom.
public struct Intent: Hashable, Sendable {
    /// The color that was asked for.
    public let color: Color
    /// The `mzxid` of `/active_color`: it differs for each write, also of the same color.
    public let revision: Int64
    /// Who asked, when it was asked through the command line.
    public let by: String?
    /// Why it was asked for, in the words of whoever asked; nil when nothing was said.
    public let comment: String?
    /// Whether it was asked for as the way back, which takes no bake and no soak.
    public let isRollback: Bool

    /// An intent as read; without `by` and `comment` for one that CI wrote with ZooKeeper's own tools.
    public init(color: Color, revision: Int64, by: String? = nil, comment: String? = nil, isRollback: Bool = false) {
        self.color = color
        self.revision = revision
        self.by = by
        self.comment = comment
        self.isRollback = isRollback
    }
}

/// What `/active_color` holds.
public enum IntentReading: Hashable, Sendable {
    /// `/active_color` does not exist.
    case absent
    /// Exactly `blue` or `green` is asked for.
    case asked(Intent)
    /// Neither `blue` nor `green`. The text is for people: shortened, control characters made visible.
    case unreadable(text: String, revision: Int64)
}
