/// Something about the registry that somebody should know, as one sentence and what follows from it.
struct Concern: Hashable, Sendable {
    /// How much it matters, in order.
    enum Severity: Int, Comparable, Hashable, Sendable {
        /// Good to know.
        case note
        /// Should be looked at.
        case warning
        /// Must be looked at now.
        case alarm

        static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
    }

    /// How many subjects are named; the rest is counted.
    static let mostNamed = 3

    let severity: Severity
    /// What kind of thing the subjects are, `reader`; empty when their names say enough.
    let noun: String
    /// Whom it is about, in their own words; empty when the sentence needs none.
    let subjects: [String]
    /// The rest of the sentence.
    let predicate: String
    /// What it means, or what to do.
    let explanation: String
    /// Where the evidence is.
    let evidence: PageSection

    /// A sentence that needs no subject.
    init(_ severity: Severity, _ sentence: String, explanation: String, evidence: PageSection) {
        self.init(severity, [], one: sentence, several: sentence, explanation: explanation, evidence: evidence)
    }

    /// A sentence about one subject, or about several.
    init(
        _ severity: Severity,
        noun: String = "",
        _ subjects: [String],
        one: String,
        several: String,
        explanation: String,
        evidence: PageSection
    ) {
        self.severity = severity
        self.noun = noun.isEmpty || subjects.count < 2 ? noun : noun + "s"
        self.subjects = subjects
        predicate = subjects.count < 2 ? one : several
        self.explanation = explanation
        self.evidence = evidence
    }
}
