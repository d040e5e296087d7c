/// Keys of this module's log metadata.
enum LogKeys {
    static let app = "app"
    static let call = "registry.call"
    static let color = "color"
    static let command = "command"
    static let drain = "drain"
    static let epoch = "epoch"
    static let exitCode = "exit.code"
    static let hook = "hook"
    static let inFlight = "in.flight"
    static let instance = "instance"
    static let pid = "pid"
    static let reason = "reason"
    static let registry = "registry"
    static let session = "session"
    static let status = "status"
    static let text = "text"
}
