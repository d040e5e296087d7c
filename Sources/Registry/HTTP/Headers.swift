import HTTPTypes

extension HTTPField.Name {
    private static func named(_ name: String) -> HTTPField.Name {
        guard let name = HTTPField.Name(name) else { preconditionFailure("\(name) is no header name") }
        return name
    }

    static let bluegreenClient = named("X-Bluegreen-Client")
    static let bluegreenEpoch = named("X-Bluegreen-Epoch")
    static let bluegreenRevision = named("X-Bluegreen-Revision")
    static let discoveryIdentity = named("DiscoveryIdentity-Id")
    static let discoveryReplication = named("x-netflix-discovery-replication")
    static let eurekaAccept = named("X-Eureka-Accept")
    static let referrerPolicy = named("Referrer-Policy")
}
