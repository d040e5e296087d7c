import Eureka

extension RegistryPage {
    /// A registry that shares its memory with this one, or this one itself.
    struct Replica: Hashable, Sendable {
        /// How long one may be silent before that is worth a word.
        static let patience: Int64 = 15_000

        /// Where it listens, `host:port`.
        var name: String
        /// Whether it is the one that answers.
        var isThis: Bool
        /// The revision it said last; nil when it has not said one.
        var revision: Int64?
        /// The hash of what it lists, as it said last; nil when it has not said one.
        var hashCode: String?
        /// When it was heard last; nil when it never was. Of no meaning for this one.
        var heard: EpochMilliseconds?

        /// Whether it was heard lately.
        func isAvailable(now: EpochMilliseconds) -> Bool {
            if isThis { return true }
            guard let heard else { return false }
            return PageTime.elapsed(from: heard, to: now) <= Self.patience
        }
    }
}
