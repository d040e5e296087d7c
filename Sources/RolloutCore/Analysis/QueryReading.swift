/// What Prometheus answered to the query of one check.
public struct QueryReading: Hashable, Sendable {
    /// The check's name.
    public let check: String
    /// When it was asked: what is told is from then.
    public let askedAt: Timestamp
    /// What came of it.
    public let result: Result

    /// One number, or why there is none.
    public enum Result: Hashable, Sendable {
        /// A finite number.
        case value(Double)
        /// Why nothing can be told, in a few words.
        case inconclusive(String)
    }

    /// One answer.
    public init(check: String, askedAt: Timestamp, result: Result) {
        self.check = check
        self.askedAt = askedAt
        self.result = result
    }
}
