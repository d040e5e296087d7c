/// One thing that a registry passes on to a peer.
///
/// In JSON absent values are left out and the instance stands bare, without its `instance` wrapper: a genuine server
/// refuses the whole batch for an unknown key.
public struct ReplicationItem: Hashable, Sendable {
    /// The app, upper-case.
    public var app: String
    /// The instance's id.
    public var id: String
    /// What happened to it.
    public var action: ReplicationAction
    /// Client's clock at the last change of the instance's data; in all but `cancel`.
    public var lastDirtyTimestamp: EpochMilliseconds?
    /// In a heartbeat the order in force, if there is one.
    public var overriddenStatus: EurekaStatus?
    /// The effective status, or the one ordered, or the one to have without the order.
    public var status: EurekaStatus?
    /// In a registration the instance itself.
    public var instance: InstanceInfo?

    /// Something that happened to the instance.
    public init(
        _ action: ReplicationAction,
        of key: InstanceKey,
        lastDirtyTimestamp: EpochMilliseconds? = nil,
        status: EurekaStatus? = nil,
        overriddenStatus: EurekaStatus? = nil,
        instance: InstanceInfo? = nil
    ) {
        self.action = action
        app = key.app
        id = key.id
        self.lastDirtyTimestamp = lastDirtyTimestamp
        self.status = status
        self.overriddenStatus = overriddenStatus
        self.instance = instance
    }

    /// What the instance is filed under.
    public var key: InstanceKey { InstanceKey(app: app, id: id) }
}

extension ReplicationItem {
    /// Reads what peers send; keys that are not known are ignored, as are statuses that are none.
    init(_ value: WireValue, limits: WireLimits) throws(WireError) {
        guard let app = value["appName"]?.text, let id = value["id"]?.text else {
            throw WireError("an item without app or id")
        }
        guard app.utf8.count <= limits.nameLength, id.utf8.count <= limits.nameLength else {
            throw WireError("a name is too long")
        }
        guard let action = value["action"]?.text.flatMap(ReplicationAction.init(rawValue:)) else {
            throw WireError("an item without a known action")
        }
        self.init(action, of: InstanceKey(app: app, id: id))
        if let timestamp = value["lastDirtyTimestamp"], timestamp != .null {
            guard let number = timestamp.integer else { throw WireError("a timestamp must be a number") }
            lastDirtyTimestamp = number
        }
        status = value["status"]?.text.flatMap(EurekaStatus.init(rawValue:))
        overriddenStatus = value["overriddenStatus"]?.text.flatMap(EurekaStatus.init(rawValue:))
        if let instance = value["instanceInfo"], instance != .null {
            // Not as a registration: a peer's instance carries what its registry added.
            let decoding = InstanceDecoding(format: .json, limits: limits, isRegistration: false)
            self.instance = try decoding.instance(instance)
        }
    }
}

extension JSONWriter {
    /// Keys in the order of Netflix's server.
    mutating func write(_ item: ReplicationItem) {
        beginObject()
        field("appName", item.app)
        field("id", item.id)
        if let timestamp = item.lastDirtyTimestamp {
            key("lastDirtyTimestamp")
            value(timestamp)
        }
        field("overriddenStatus", item.overriddenStatus?.rawValue)
        field("status", item.status?.rawValue)
        if let instance = item.instance {
            key("instanceInfo")
            write(instance)
        }
        field("action", item.action.rawValue)
        endObject()
    }
}
