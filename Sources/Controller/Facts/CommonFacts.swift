import Coordination

/// What holds for all apps alike.
struct CommonFacts: Hashable, Sendable {
    /// The freeze of all apps; the outer nil means: not read yet.
    var freeze: Freeze??
    /// Why the ensemble can lose no more member; nil when it can, and when that is not known.
    var lackOfMargin: String?
}
