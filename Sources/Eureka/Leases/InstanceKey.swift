/// What one instance is filed under: app and id together, so that equal ids in two apps stay apart.
public struct InstanceKey: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The app's name, upper-case.
    public let app: String
    /// The instance's id, as the client sent it.
    public let id: String

    /// Upper-cases the app's name, as Eureka does.
    public init(app: String, id: String) {
        self.app = app.uppercased()
        self.id = id
    }

    /// App and id, for log lines.
    public var description: String { "\(app)/\(id)" }

    /// Order by app, then by id.
    public static func < (left: InstanceKey, right: InstanceKey) -> Bool {
        (left.app, left.id) < (right.app, right.id)
    }
}
