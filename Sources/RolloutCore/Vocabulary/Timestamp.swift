/// A moment of wall-clock time, in nanoseconds since 1970. The core never reads a clock: moments are handed in as facts.
public struct Timestamp: Hashable, Comparable, Sendable {
    /// Nanoseconds since 1970, UTC; negative before. Enough until the year 2262.
    public var nanoseconds: Int64

    /// A moment to the nanosecond.
    public init(nanoseconds: Int64) {
        self.nanoseconds = nanoseconds
    }

    /// A moment as ZooKeeper, Eureka and our own JSON count it: milliseconds since 1970.
    public init(milliseconds: Int64) {
        let (product, isTooFar) = milliseconds.multipliedReportingOverflow(by: 1_000_000)
        self.init(nanoseconds: isTooFar ? (milliseconds < 0 ? .min : .max) : product)
    }

    /// Whole milliseconds since 1970; what is finer is cut off.
    public var milliseconds: Int64 { nanoseconds / 1_000_000 }

    /// The earlier moment comes first.
    public static func < (left: Timestamp, right: Timestamp) -> Bool { left.nanoseconds < right.nanoseconds }

    /// The moment that much later: a deadline.
    public static func + (moment: Timestamp, duration: Duration) -> Timestamp {
        Timestamp(nanoseconds: moment.nanoseconds + duration.nanoseconds)
    }

    /// How long after `earlier` it is; negative when it is before.
    public static func - (later: Timestamp, earlier: Timestamp) -> Duration {
        .nanoseconds(later.nanoseconds - earlier.nanoseconds)
    }
}

extension Timestamp {
    /// `14:08:01 UTC`, rounded up to the second: what a wait that ends soon is said to last until.
    public var timeOfDay: String {
        let seconds = (nanoseconds + 999_999_999) / 1_000_000_000
        let second = ((seconds % 86_400) + 86_400) % 86_400
        let parts = [second / 3_600, second / 60 % 60, second % 60]
        return parts.map { $0 < 10 ? "0\($0)" : "\($0)" }.joined(separator: ":") + " UTC"
    }
}

extension Timestamp: Codable {
    /// Written as whole milliseconds since 1970.
    public init(from decoder: any Decoder) throws {
        self.init(milliseconds: try decoder.singleValueContainer().decode(Int64.self))
    }

    /// Writes whole milliseconds since 1970; what is finer is lost.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(milliseconds)
    }
}

extension Duration {
    /// The whole duration in nanoseconds; enough for 292 years.
    public var nanoseconds: Int64 {
        let (seconds, attoseconds) = components
        return seconds * 1_000_000_000 + attoseconds / 1_000_000_000
    }
}
