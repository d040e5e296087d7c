public import RolloutCore

/// What a controller tells of itself in `/bluegreen/controllers/<id>`.
public struct ControllerInfo: Codable, Hashable, Sendable {
    /// `host:port` of its API; also the data of `/leader` while it leads.
    public let address: String
    /// The program's version, so that a mixed set of controllers is seen.
    public let version: String
    /// When this controller began to run, by its own clock.
    public let since: Timestamp
    /// What its rollouts keep to where an app has no policy of its own: the keys below `rollout.`, as YAML. Nil for a
    /// controller of an earlier version.
    public let policy: String?

    /// What a controller is to tell of itself.
    public init(address: String, version: String, since: Timestamp, policy: String? = nil) {
        self.address = address
        self.version = version
        self.since = since
        self.policy = policy
    }

    /// Reads the JSON of the znode; throws `DecodingError` when it is anything else.
    public init(data: [UInt8]) throws {
        self = try Payload.decode(ControllerInfo.self, from: data)
    }

    /// The JSON to store.
    public func data() throws -> [UInt8] { try Payload.encode(self) }
}
