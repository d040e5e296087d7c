import Foundation

/// Endpoints of some clusters at one version, in the JSON of Envoy's `DiscoveryResponse`.
struct EnvoyDiscoveryResponse: Encodable, Hashable, Sendable {
    static let typeURL = "type.googleapis.com/envoy.config.endpoint.v3.ClusterLoadAssignment"

    let version: String
    let assignments: [EnvoyAssignment]

    private enum CodingKeys: String, CodingKey {
        case version = "version_info"
        case assignments = "resources"
        case type = "type_url"
    }

    func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: CodingKeys.self)
        try fields.encode(version, forKey: .version)
        try fields.encode(assignments, forKey: .assignments)
        try fields.encode(Self.typeURL, forKey: .type)
    }
}
