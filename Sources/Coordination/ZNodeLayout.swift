public import RolloutCore
public import ZooKeeper

/// Every path of one app. The app at the root has the original system's paths; further apps live under `/apps`.
public struct ZNodeLayout: Hashable, Sendable {
    /// The app whose paths these are.
    public let app: AppName
    private let base: ZNodePath

    /// - Parameter isRoot: whether the app's `active_color`, `blue` and `green` are at the root.
    public init(app: AppName, isRoot: Bool) {
        self.app = app
        base = isRoot ? "/" : Self.apps.appending(app.rawValue)
    }

    /// The paths of any app. The registry spells names in no particular case, so that those under `/apps` are lower-case.
    ///
    /// - Parameter rootApp: the app whose `active_color`, `blue` and `green` are at the root.
    public init(app: AppName, rootApp: AppName) {
        let isRoot = app.rawValue.lowercased() == rootApp.rawValue.lowercased()
        self.init(app: isRoot ? rootApp : AppName(rawValue: app.rawValue.lowercased()), isRoot: isRoot)
    }

    // MARK: - One set for all apps

    /// The lock, shared with controllers of the original system.
    public static let leader: ZNodePath = "/leader"
    /// Its data version is the leader's epoch.
    public static let epoch: ZNodePath = "/bluegreen/epoch"
    /// The parent of what each live controller tells of itself.
    public static let controllers: ZNodePath = "/bluegreen/controllers"
    /// The parent of the registry's durable memory.
    public static let registry: ZNodePath = "/bluegreen/registry"
    /// The parent of what each live replica of the registry tells of itself.
    public static let replicas: ZNodePath = "/bluegreen/replicas"

    /// The parent of every app that is not at the root; its children's names are the apps'.
    public static let apps: ZNodePath = "/apps"
    /// The freeze of all apps (`Freeze`); absent when there is none.
    public static let freeze: ZNodePath = "/bluegreen/freeze"

    /// Where a controller tells of itself (`ControllerInfo`); ephemeral.
    public static func controller(_ id: String) -> ZNodePath { controllers.appending(id) }

    /// Where the replica at that address tells of itself (`ReplicaInfo`); ephemeral.
    public static func replica(_ address: String) -> ZNodePath { replicas.appending(address) }

    // MARK: - One app

    /// Whether the app's paths are at the root.
    public var isRoot: Bool { base == "/" }
    /// What an app below `/apps` is there by; the root for the app there.
    public var home: ZNodePath { base }

    /// The intent: CI and operators write it; the leader only writes the serving color back.
    public var activeColor: ZNodePath { base.appending("active_color") }

    /// The parent of a color's members.
    public func fleet(_ color: Color) -> ZNodePath { base.appending(color.rawValue) }

    /// Where a live instance stands in its fleet (`FleetMember`); the id is percent-encoded.
    public func member(_ color: Color, _ id: InstanceID) -> ZNodePath { fleet(color).appending(id.rawValue) }

    private var memory: ZNodePath { ZNodePath("/bluegreen/apps").appending(app.rawValue) }

    /// The leader's durable memory (`RolloutRecord`).
    public var record: ZNodePath { memory.appending("record") }
    /// The parent of the finished rollouts (`HistoryEntry`), one sequential znode each.
    public var history: ZNodePath { memory.appending("history") }
    /// The parent of what operators said (`OperatorRequest`), until the leader has taken it in.
    public var requests: ZNodePath { memory.appending("requests") }

    /// One of those, by its id.
    public func request(_ id: String) -> ZNodePath { requests.appending(id) }
    /// The app's own policy, as YAML; absent when the controller's counts.
    public var policy: ZNodePath { memory.appending("policy") }
    /// The app's freeze (`Freeze`); absent when there is none.
    public var freeze: ZNodePath { memory.appending("freeze") }

    /// The persistent parents that must exist before an app can be served.
    public var parents: [ZNodePath] {
        [Self.controllers, fleet(.blue), fleet(.green), history, requests]
    }
}
