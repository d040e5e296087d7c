/// What a gateway has counted of one color of an app since it began to count: totals that only grow within a run.
public struct GatewayCounters: Hashable, Sendable {
    /// Requests that were sent to an instance.
    public var requests: Int64
    /// Those that an instance answered 5xx, or not to the end.
    public var failedResponses: Int64
    /// Those for which no connection to any instance came about; none of them is among `failedResponses`.
    public var connectionErrors: Int64
    /// How often a request was sent once more, to the same or another instance.
    public var retries: Int64
    /// Sessions that were ended before they were done.
    public var cutSessions: Int64
    /// How long the answers took that were timed, all together.
    public var responseMilliseconds: Int64
    /// How many answers that are.
    public var timedResponses: Int64

    /// Larger counts are nobody's.
    public static let largest: Int64 = 1_000_000_000_000_000

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

    func write(to writer: inout JSONWriter) {
        writer.beginObject()
        writer.key("requests")
        writer.value(requests)
        writer.key("failedResponses")
        writer.value(failedResponses)
        writer.key("connectionErrors")
        writer.value(connectionErrors)
        writer.key("retries")
        writer.value(retries)
        writer.key("cutSessions")
        writer.value(cutSessions)
        writer.key("responseMilliseconds")
        writer.value(responseMilliseconds)
        writer.key("timedResponses")
        writer.value(timedResponses)
        writer.endObject()
    }

    /// A count that is not there is nothing counted.
    init(_ value: WireValue) throws(WireError) {
        guard value.members != nil else { throw WireError("counters expected") }
        func count(_ key: String) throws(WireError) -> Int64 {
            guard let member = value[key] else { return 0 }
            guard let count = member.integer, (0...Self.largest).contains(count) else {
                throw WireError("\(key) is no count")
            }
            return count
        }
        requests = try count("requests")
        failedResponses = try count("failedResponses")
        connectionErrors = try count("connectionErrors")
        retries = try count("retries")
        cutSessions = try count("cutSessions")
        responseMilliseconds = try count("responseMilliseconds")
        timedResponses = try count("timedResponses")
    }
}
