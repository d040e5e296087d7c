/// The keys of this module's log lines.
enum LogKeys {
    static let app = "app"
    static let color = "color"
    static let epoch = "epoch"
    static let error = "error"
    static let instanceID = "instance"
    static let phase = "phase"
    static let reason = "reason"
    static let reasonCode = "code"
    static let registry = "registry"
    static let revision = "revision"
    static let rollout = "rollout"
    static let status = "status"
    static let took = "took"
    static let leader = "leader"
}
