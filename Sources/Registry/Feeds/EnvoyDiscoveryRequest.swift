import Foundation

/// What an Envoy asks for: clusters by name, and the version of the last answer that it took.
struct EnvoyDiscoveryRequest: Decodable, Hashable, Sendable {
    struct Node: Decodable, Hashable, Sendable {
        let id: String?
    }

    /// More, or longer, names are refused.
    static let maximumNames = 500
    static let longestName = 256

    let version: String
    let names: [String]
    let type: String?
    let node: Node?

    /// Envoy writes the names of its fields as they are declared; JSON of Protocol Buffers allows camel case as well.
    private enum CodingKeys: String, CodingKey {
        case version = "version_info"
        case camelVersion = "versionInfo"
        case names = "resource_names"
        case camelNames = "resourceNames"
        case type = "type_url"
        case camelType = "typeUrl"
        case node
    }

    init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        func value<Value: Decodable>(_ keys: CodingKeys...) throws -> Value? {
            for key in keys { if let value = try fields.decodeIfPresent(Value.self, forKey: key) { return value } }
            return nil
        }
        version = try value(.version, .camelVersion) ?? ""
        names = try value(.names, .camelNames) ?? []
        type = try value(.type, .camelType)
        node = try value(.node)
    }

    /// Nil when it is none, or asks for too much or for something else than endpoints.
    init?(json bytes: some Collection<UInt8>) {
        guard let request = try? JSONDecoder().decode(Self.self, from: Data(bytes)) else { return nil }
        guard request.names.count <= Self.maximumNames,
            request.names.allSatisfy({ $0.utf8.count <= Self.longestName }),
            request.type ?? EnvoyDiscoveryResponse.typeURL == EnvoyDiscoveryResponse.typeURL
        else { return nil }
        self = request
    }
}
