import HAProxy

/// What the proxy has counted of one server since its process started.
struct ServerCounters: Hashable, Sendable {
    var requests = 0
    var serverErrors = 0
    var connectionErrors = 0
    var responseErrors = 0
    var retries = 0
    var redispatches = 0
    var aborts = 0
    /// In milliseconds, from the request's end to the answer's beginning: HAProxy's mean of the last 1,024 of them.
    var meanResponse = 0
}

extension ServerCounters {
    init(_ row: AnswerTable.Row) {
        func count(_ column: String) -> Int { row.number(column) ?? 0 }
        requests = ["hrsp_2xx", "hrsp_3xx", "hrsp_4xx", "hrsp_5xx", "hrsp_other"].reduce(0) { $0 + count($1) }
        serverErrors = count("hrsp_5xx")
        connectionErrors = count("econ")
        responseErrors = count("eresp")
        retries = count("wretr")
        redispatches = count("wredis")
        aborts = count("srv_abrt")
        meanResponse = count("rtime")
    }

    /// What was counted since an earlier look at the same process, all of it when the process has begun anew.
    func since(_ earlier: ServerCounters?) -> ServerCounters {
        guard let earlier, requests >= earlier.requests, connectionErrors >= earlier.connectionErrors else {
            return self
        }
        return ServerCounters(
            requests: requests - earlier.requests, serverErrors: max(0, serverErrors - earlier.serverErrors),
            connectionErrors: connectionErrors - earlier.connectionErrors,
            responseErrors: max(0, responseErrors - earlier.responseErrors),
            retries: max(0, retries - earlier.retries), redispatches: max(0, redispatches - earlier.redispatches),
            aborts: max(0, aborts - earlier.aborts), meanResponse: meanResponse)
    }
}
