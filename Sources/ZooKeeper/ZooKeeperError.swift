/// Why a request was not answered with what was asked for.
public struct ZooKeeperError: Error, Sendable {
    /// The kind of an error; more may be added.
    public struct Code: Hashable, Sendable, CustomStringConvertible {
        /// A name as in the documentation, for example `noNode`.
        public let name: String
        /// The name.
        public var description: String { name }

        /// The connection broke while the request was under way.
        public static let connectionLoss = Code(name: "connectionLoss")
        /// The deadline passed while the request was under way.
        public static let timedOut = Code(name: "timedOut")
        /// The session is over; its ephemeral znodes are gone.
        public static let sessionExpired = Code(name: "sessionExpired")
        /// The client has been shut down.
        public static let sessionClosed = Code(name: "sessionClosed")
        /// The servers refused the credential.
        public static let authFailed = Code(name: "authFailed")
        /// There is no such znode, or its parent is missing.
        public static let noNode = Code(name: "noNode")
        /// The znode exists already.
        public static let nodeExists = Code(name: "nodeExists")
        /// The data was set since the version that was asked for.
        public static let badVersion = Code(name: "badVersion")
        /// A znode with children cannot be deleted.
        public static let notEmpty = Code(name: "notEmpty")
        /// The znode's access control list forbids it.
        public static let noAuth = Code(name: "noAuth")
        /// The access control list is not one the server takes.
        public static let invalidACL = Code(name: "invalidACL")
        /// An ephemeral znode cannot have children.
        public static let noChildrenForEphemerals = Code(name: "noChildrenForEphemerals")
        /// Too many requests at once, here or on the server.
        public static let throttled = Code(name: "throttled")
        /// No connection was established before the deadline.
        public static let notConnected = Code(name: "notConnected")
        /// The text is no znode path.
        public static let invalidPath = Code(name: "invalidPath")
        /// The request is larger than a server takes.
        public static let payloadTooLarge = Code(name: "payloadTooLarge")
        /// The calling task was cancelled.
        public static let cancelled = Code(name: "cancelled")
        /// The connect string or another setting is wrong.
        public static let invalidConnectString = Code(name: "invalidConnectString")
        /// The leadership is over: the fence refused the transaction, or the lease had lapsed.
        public static let deposed = Code(name: "deposed")
        /// The server answered something this client does not know.
        public static let unexpected = Code(name: "unexpected")
    }

    /// Whether a change may have happened all the same.
    public enum Outcome: Hashable, Sendable {
        /// Nothing was changed by the request.
        case notApplied
        /// It may have been changed: read again before acting.
        case unknown
    }

    /// What kind of failure it is.
    public let code: Code
    /// Whether a change may have happened.
    public let outcome: Outcome
    /// The znode asked for, without the client's prefix.
    public internal(set) var path: ZNodePath?
    /// Index of the operation that failed in a `Transaction`.
    public let failedOperation: Int?
    /// One sentence for operators.
    public let message: String

    /// Makes an error; also for simulated sessions.
    public init(
        _ code: Code,
        outcome: Outcome = .notApplied,
        path: ZNodePath? = nil,
        failedOperation: Int? = nil,
        message: String
    ) {
        self.code = code
        self.outcome = outcome
        self.path = path
        self.failedOperation = failedOperation
        self.message = message
    }

    /// Whether the session this was asked on will never answer again.
    public var isSessionOver: Bool {
        code == .sessionExpired || code == .sessionClosed || code == .authFailed
    }

    /// Whether asking again later can succeed. After `Outcome.unknown`, read first.
    public var isRetryable: Bool {
        [.connectionLoss, .timedOut, .throttled, .notConnected, .sessionExpired].contains(code)
    }

    func at(_ path: ZNodePath) -> ZooKeeperError {
        var copy = self
        copy.path = path
        return copy
    }
}

extension ZooKeeperError: CustomStringConvertible {
    /// Code, message, path and whether a change may have happened, in one line.
    public var description: String {
        var text = "\(code): \(message)"
        if let path { text += " (path \(path))" }
        if let failedOperation { text += " (operation \(failedOperation) of the transaction)" }
        if outcome == .unknown { text += "; a change may have been applied" }
        return text
    }
}
