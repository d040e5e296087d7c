/// What gateways have counted of one color, as totals that only grow.
public struct TrafficCounts: Codable, Hashable, Sendable {
    /// Requests that were sent to an instance.
    public var requests: Int64
    /// Those answered 5xx, or not to the end.
    public var failedResponses: Int64
    /// Those for which no connection came about; none of them is among `failedResponses`.
    public var connectionErrors: Int64
    /// How often a request was sent once more, to the same or another instance.
    public var retries: Int64
    /// Sessions that were ended before they were done.
    public var cutSessions: Int64
    /// How long the answers took that were timed, all together.
    public var responseMilliseconds: Int64
    /// How many answers that are.
    public var timedResponses: Int64

    /// Nothing counted, unless said otherwise.
    public init(
        requests: Int64 = 0, failedResponses: Int64 = 0, connectionErrors: Int64 = 0, retries: Int64 = 0,
        cutSessions: Int64 = 0, responseMilliseconds: Int64 = 0, timedResponses: Int64 = 0
    ) {
        self.requests = requests
        self.failedResponses = failedResponses
        self.connectionErrors = connectionErrors
        self.retries = retries
        self.cutSessions = cutSessions
        self.responseMilliseconds = responseMilliseconds
        self.timedResponses = timedResponses
    }

    /// Requests that did not succeed.
    public var failed: Int64 { Self.sum(failedResponses, connectionErrors) }

    /// All requests; a gateway may not count those for which there was no connection.
    public var attempts: Int64 { max(requests, failed) }

    private static let parts: [any WritableKeyPath<TrafficCounts, Int64> & Sendable] = [
        \.requests, \.failedResponses, \.connectionErrors, \.retries, \.cutSessions, \.responseMilliseconds,
        \.timedResponses,
    ]

    /// Whether each count is at least as large: what a total becomes, unless it began anew.
    func hasGrown(from before: TrafficCounts) -> Bool {
        Self.parts.allSatisfy { self[keyPath: $0] >= before[keyPath: $0] }
    }

    static func + (left: TrafficCounts, right: TrafficCounts) -> TrafficCounts {
        var counts = left
        for part in parts { counts[keyPath: part] = sum(left[keyPath: part], right[keyPath: part]) }
        return counts
    }

    /// What was counted since; never less than nothing.
    static func - (left: TrafficCounts, right: TrafficCounts) -> TrafficCounts {
        var counts = left
        for part in parts {
            let (difference, overflow) = left[keyPath: part].subtractingReportingOverflow(right[keyPath: part])
            counts[keyPath: part] = overflow ? 0 : max(0, difference)
        }
        return counts
    }

    /// Whatever a gateway says must not stop a controller.
    private static func sum(_ left: Int64, _ right: Int64) -> Int64 {
        let (sum, overflow) = left.addingReportingOverflow(right)
        return overflow ? .max : sum
    }
}
