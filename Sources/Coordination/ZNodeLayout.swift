public import RolloutCore
public import ZooKeeper

/// Every path of one app. The app at the root has the original system's paths; further apps live under `/apps`.
public struct ZNodeLayout: Hashable, Sendable {
    public let app: AppName
    private let base: ZNodePath

    /// - Parameter isRoot: whether the app's `active_color`, `blue` and `green` are at the root.
    public init(app: AppName, isRoot: Bool) {
        self.app = app
        base = isRoot ? "/" : ZNodePath("/apps").appending(app.rawValue)
    }

    // MARK: - One set for all apps

    /// The lock, shared with controllers of the original system.
    public static let leader: ZNodePath = "/leader"
    /// Its data version is the leader's epoch.
    public static let epoch: ZNodePath = "/bluegreen/epoch"
    public static let controllers: ZNodePath = "/bluegreen/controllers"
    public static let registry: ZNodePath = "/bluegreen/registry"

    public static func controller(_ id: String) -> ZNodePath { controllers.appending(id) }

    // MARK: - One app

    public var activeColor: ZNodePath { base.appending("active_color") }

    /// The parent of a color's members.
    public func fleet(_ color: Color) -> ZNodePath { base.appending(color.rawValue) }

    public func member(_ color: Color, _ id: InstanceID) -> ZNodePath { fleet(color).appending(id.rawValue) }

    private var memory: ZNodePath { ZNodePath("/bluegreen/apps").appending(app.rawValue) }

    public var record: ZNodePath { memory.appending("record") }
    public var history: ZNodePath { memory.appending("history") }
    public var requests: ZNodePath { memory.appending("requests") }

    /// The persistent parents that must exist before an app can be served.
    public var parents: [ZNodePath] {
        [Self.controllers, fleet(.blue), fleet(.green), history, requests]
    }
}
