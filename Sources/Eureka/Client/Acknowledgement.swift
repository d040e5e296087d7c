/// What a gateway says that it has applied: everything up to a revision, but for the apps that are held up.
public struct Acknowledgement: Hashable, Sendable {
    /// An app of which not everything is applied.
    public struct Held: Hashable, Sendable, Codable {
        /// In lower case.
        public var app: String
        /// The last revision that was applied; -1: none.
        public var revision: Int64
        /// What holds it, in one sentence.
        public var reason: String

        /// An app that is held up.
        public init(app: String, revision: Int64, reason: String) {
            self.app = app
            self.revision = revision
            self.reason = reason
        }
    }

    /// Applied for every app but those held up.
    public var revision: Int64
    /// At most ``maximumHeld``.
    public var held: [Held]

    /// Further ones are not told one by one: the revision is then the least of theirs.
    public static let maximumHeld = 20
    /// Longer sentences are cut.
    public static let longestReason = 200

    /// Keeps within the limits, on the side of having applied less.
    public init(revision: Int64, held: [Held] = []) {
        let told = held.prefix(Self.maximumHeld)
        self.revision = held.dropFirst(Self.maximumHeld).map(\.revision).reduce(revision, min)
        self.held = told.map { held in
            let reason = held.reason.unicodeScalars.map { $0.value < 32 ? " " : Character($0) }
            return Held(app: held.app, revision: held.revision, reason: String(reason.prefix(Self.longestReason)))
        }
    }

    /// As the pairs of a query: `applied=N&held=…`, one line an app.
    var query: String {
        let lines = held.map { "\($0.app) \($0.revision) \($0.reason)" }
        let text = PercentCoding.encoded(lines.joined(separator: "\n"))
        return "applied=\(revision)" + (held.isEmpty ? "" : "&held=\(text)")
    }

    /// Reads them; nil without `applied`, or when it is no number.
    public init?(_ query: QueryPairs) {
        guard let revision = query["applied"].flatMap({ Int64($0) }) else { return nil }
        let held = (query["held"] ?? "").split(separator: "\n").compactMap { line -> Held? in
            let words = line.split(separator: " ", maxSplits: 2)
            guard words.count == 3, let revision = Int64(words[1]) else { return nil }
            return Held(app: String(words[0]), revision: revision, reason: String(words[2]))
        }
        self.init(revision: revision, held: held)
    }
}
