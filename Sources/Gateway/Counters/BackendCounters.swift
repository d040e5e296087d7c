/// What one color of one app did behind the proxy since the gateway started: evidence for an analysis and for receipts.
///
/// Each only grows. What a proxy's former process counts after it was reloaded is not seen.
public struct BackendCounters: Hashable, Sendable, Codable {
    /// Requests that were answered, by the server or, in its place, by the proxy.
    public var requests = 0
    /// Answers 5xx.
    public var serverErrors = 0
    /// Connections that the server did not take.
    public var connectionErrors = 0
    /// Answers that broke off or were none.
    public var responseErrors = 0
    /// Connections that were tried again at the same server.
    public var retries = 0
    /// Requests that went to another server instead.
    public var redispatches = 0
    /// Transfers that the server ended.
    public var aborts = 0
    /// Requests that were ended because their server's drain took too long.
    public var cutSessions = 0
    /// How long the answers took to begin, all together: each counted with the mean of its time.
    public var responseMilliseconds = 0

    /// Nothing counted yet.
    public init() {}

    mutating func add(_ counted: ServerCounters) {
        requests += counted.requests
        serverErrors += counted.serverErrors
        connectionErrors += counted.connectionErrors
        responseErrors += counted.responseErrors
        retries += counted.retries
        redispatches += counted.redispatches
        aborts += counted.aborts
        responseMilliseconds += counted.requests * counted.meanResponse
    }
}
