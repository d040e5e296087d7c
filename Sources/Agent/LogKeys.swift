/// Keys of this module's log metadata.
enum LogKeys {
    static let app = "app"
    static let call = "registry.call"
    static let color = "color"
    static let command = "command"
    static let drain = "drain"
    static let epoch = "epoch"
    static let exitCode = "exit.code"
    static let instance = "instance"
    static let pid = "pid"
    static let reason = "reason"
    static let registry = "registry"
    static let status = "status"
}
