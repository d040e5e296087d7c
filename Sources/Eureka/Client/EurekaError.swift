/// Why a call to a registry did not do what was asked.
public struct EurekaError: Error, Sendable, CustomStringConvertible {
    /// What kind of failure; more may be added.
    public struct Code: Hashable, Sendable, CustomStringConvertible {
        /// For a log line: code and message.
        public let description: String
        private init(_ description: String) { self.description = description }

        /// The base URL is not `http://host:port/…`.
        public static let invalidURL = Code("invalid_url")
        /// No connection, or it broke; the call may have been carried out.
        public static let connection = Code("connection")
        /// No answer within the deadline; the call may have been carried out.
        public static let timedOut = Code("timed_out")
        /// The caller's task was cancelled.
        public static let cancelled = Code("cancelled")
        /// 404: no such instance.
        public static let notFound = Code("not_found")
        /// 409: the epoch in the call is over; another leader is in office.
        public static let staleEpoch = Code("stale_epoch")
        /// 401 or 403.
        public static let notPermitted = Code("not_permitted")
        /// 503: the registry cannot do this now, for instance because ZooKeeper is away.
        public static let unavailable = Code("unavailable")
        /// Another answer than the protocol has for this call.
        public static let unexpectedStatus = Code("unexpected_status")
        /// The answer is not Eureka's, or larger than allowed.
        public static let malformedAnswer = Code("malformed_answer")
    }

    /// What kind of failure.
    public let code: Code
    /// One phrase for a log line; no credentials, no payloads.
    public let message: String
    /// The answer's status, if there was an answer.
    public let status: Int?

    init(_ code: Code, _ message: String, status: Int? = nil) {
        self.code = code
        self.message = message
        self.status = status
    }

    /// Whether the same call may succeed in a while.
    public var isRetryable: Bool { code == .connection || code == .timedOut || code == .unavailable }

    /// For a log line: code and message.
    public var description: String { "\(code): \(message)" }
}
