extension ZooKeeperClient {
    /// Where the ensemble is, who the client is and how long things may take.
    public struct Configuration: Sendable {
        /// `host:port` of each server.
        public let servers: [String]
        /// The znode under which the client lives; the root when there is none. Added in Swift, not by the library.
        public let prefix: ZNodePath
        /// Session timeout asked for; the server bounds it to 2…20 of its ticks.
        public var sessionTimeout: Duration
        /// Deadline of an operation, from the call to the answer, waiting for a connection included.
        public var operationTimeout: Duration
        /// After this long without a first connection it is said so in the log.
        public var connectTimeout: Duration
        /// Who the client says it is.
        public var credential: Credential?
        /// Given to znodes created without a list of their own.
        public var acl: AccessControlList
        /// The session of a former process to go on with; when the servers do not know it any more, a new one is opened.
        public var resuming: SessionTicket?

        /// Checks a connect string of the form `host:port,host:port/prefix`.
        ///
        /// `acl` is open by default, or only for the creator when there is a credential.
        /// - Throws: `ZooKeeperError` of code `invalidConnectString` with one sentence that says what is wrong.
        public init(
            connectString: String,
            sessionTimeout: Duration = .seconds(10),
            operationTimeout: Duration? = nil,
            connectTimeout: Duration = .seconds(10),
            credential: Credential? = nil,
            acl: AccessControlList? = nil
        ) throws(ZooKeeperError) {
            let text = connectString.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
            var servers: [String] = []
            for part in (text.first ?? "").split(separator: ",", omittingEmptySubsequences: false) {
                servers.append(try Self.server(part, in: connectString))
            }
            self.servers = servers
            if text.count == 2, !text[1].isEmpty {
                let path = "/" + (text[1].hasSuffix("/") ? text[1].dropLast() : text[1])
                do {
                    self.prefix = try ZNodePath(validating: path)
                } catch {
                    throw Self.invalid(connectString, error.message)
                }
            } else {
                self.prefix = .root
            }
            guard sessionTimeout >= .milliseconds(100), sessionTimeout <= .seconds(3600) else {
                throw Self.invalid(connectString, "a session timeout of \(sessionTimeout) is not in 100 ms…1 h")
            }
            guard (operationTimeout ?? sessionTimeout) > .zero else {
                throw Self.invalid(connectString, "the operation timeout must be positive")
            }
            self.sessionTimeout = sessionTimeout
            self.operationTimeout = operationTimeout ?? sessionTimeout
            self.connectTimeout = connectTimeout
            self.credential = credential
            self.acl = acl ?? (credential == nil ? .open : .creatorOnly)
        }

        /// The servers as the C library wants them.
        var serverList: String { servers.joined(separator: ",") }

        private static func server(
            _ part: Substring,
            in connectString: String
        ) throws(ZooKeeperError) -> String {
            let text = part.drop { $0 == " " }
            guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]), port > 0
            else {
                throw invalid(connectString, "\"\(text)\" has no port; write host:port")
            }
            var host = text[..<colon]
            // The C library takes `::1:2181` and refuses `[::1]:2181`.
            if host.hasPrefix("["), host.hasSuffix("]") { host = host.dropFirst().dropLast() }
            guard !host.isEmpty, !host.contains(where: \.isWhitespace) else {
                throw invalid(connectString, "\"\(text)\" has no host; write host:port")
            }
            return "\(host):\(port)"
        }

        private static func invalid(_ connectString: String, _ reason: String) -> ZooKeeperError {
            ZooKeeperError(
                .invalidConnectString,
                message: "the ZooKeeper connect string \"\(connectString)\" is not valid: \(reason)"
            )
        }
    }
}
