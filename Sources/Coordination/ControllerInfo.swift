public import RolloutCore

/// What a controller tells of itself in `/bluegreen/controllers/<id>`.
public struct ControllerInfo: Codable, Hashable, Sendable {
    /// `host:port` of its API; also the data of `/leader` while it leads.
    public let address: String
    public let version: String
    public let since: Timestamp

    public init(address: String, version: String, since: Timestamp) {
        self.address = address
        self.version = version
        self.since = since
    }

    public init(data: [UInt8]) throws {
        self = try Payload.decode(ControllerInfo.self, from: data)
    }

    public func data() throws -> [UInt8] { try Payload.encode(self) }
}
