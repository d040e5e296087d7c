/// What a replica of the registry tells of itself in `/bluegreen/replicas/<host:port>`.
public struct ReplicaInfo: Codable, Hashable, Sendable {
    /// Made anew at each start, so that a restarted replica is another one.
    public let id: String
    /// `host:port` where the other replicas reach it.
    public let address: String

    /// What a replica is to tell of itself.
    public init(id: String, address: String) {
        self.id = id
        self.address = address
    }

    /// Reads the JSON of the znode; throws `DecodingError` when it is anything else.
    public init(data: [UInt8]) throws {
        self = try Payload.decode(ReplicaInfo.self, from: data)
    }

    /// The JSON to store.
    public func data() throws -> [UInt8] { try Payload.encode(self) }
}
