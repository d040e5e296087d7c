/// What one server of the ensemble said about itself.
public struct ServerReport: Hashable, Sendable {
    /// The part a server plays.
    public enum Mode: String, Hashable, Sendable {
        /// Orders the changes of an ensemble.
        case leader
        /// Votes and answers clients.
        case follower
        /// Answers clients without a vote.
        case observer
        /// An ensemble of one.
        case standalone
        /// Runs, but has no quorum.
        case notServing
        /// Gave no answer before the deadline.
        case unreachable
    }

    /// `host:port` as in the connect string.
    public var server: String
    /// The part it plays.
    public var mode: Mode
    /// Its version as it prints it.
    public var version: String?
    /// Last transaction it knows, as it prints it: `0x…`.
    public var zxid: String?
    /// Why there is no answer.
    public var failure: String?

    /// Puts a report together.
    public init(server: String, mode: Mode, version: String? = nil, zxid: String? = nil, failure: String? = nil) {
        self.server = server
        self.mode = mode
        self.version = version
        self.zxid = zxid
        self.failure = failure
    }

    /// Reads the answer to the four-letter word `srvr`.
    init(server: String, answer: String) {
        var fields: [Substring: String] = [:]
        for line in answer.split(whereSeparator: \.isNewline) {
            guard let colon = line.firstIndex(of: ":") else { continue }
            fields[line[..<colon]] = String(line[line.index(after: colon)...].drop { $0 == " " })
        }
        if let mode = fields["Mode"].flatMap(Mode.init(rawValue:)) {
            let version = fields["Zookeeper version"].map { String($0.prefix { $0 != "," }) }
            self.init(server: server, mode: mode, version: version, zxid: fields["Zxid"])
        } else if answer.contains("not currently serving requests") {
            self.init(server: server, mode: .notServing)
        } else {
            let text = answer.isEmpty ? "nothing" : "\"\(answer.prefix(120))\""
            self.init(server: server, mode: .unreachable, failure: "answered \(text) to srvr; is the word allowed?")
        }
    }
}
