/// Metadata keys of this module's log lines.
enum LogKeys {
    static let servers = "zookeeper.servers"
    static let session = "zookeeper.session"
    static let timeout = "zookeeper.session_timeout"
    static let path = "zookeeper.path"
    static let error = "error"
    static let delay = "delay"
    static let epoch = "epoch"
    static let candidate = "candidate"
    static let reason = "reason"
    static let detail = "detail"
}
