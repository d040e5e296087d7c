/// Keys of this module's log metadata.
enum LogKeys {
    static let answer = "answer"
    static let app = "app"
    static let color = "color"
    static let command = "command"
    static let file = "file"
    static let pid = "pid"
    static let reason = "reason"
    static let registry = "registry"
    static let revision = "revision"
    static let sessions = "sessions"
}
