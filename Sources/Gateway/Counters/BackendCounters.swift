/// What one color of one app did behind the proxy since the gateway started: evidence for an analysis and for receipts.
///
/// Each only grows. What a proxy's former process counts after it was reloaded is not seen.
struct BackendCounters: Hashable, Sendable {
    /// Requests that the server answered. What the proxy answers in its place is among the errors alone.
    var requests = 0
    /// Those answered 5xx.
    var serverErrors = 0
    /// Connections that the server did not take.
    var connectionErrors = 0
    /// Answers that broke off or were none.
    var responseErrors = 0
    /// Connections that were tried again at the same server.
    var retries = 0
    /// Requests that went to another server instead.
    var redispatches = 0
    /// Transfers that the server ended.
    var aborts = 0
    /// Requests that were ended because their server's drain took too long.
    var cutSessions = 0
    /// How long the answers took to begin, all together: each counted with the mean of its time.
    var responseMilliseconds = 0

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
