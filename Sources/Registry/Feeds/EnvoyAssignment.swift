import Eureka

/// One cluster's endpoints, in the JSON of Envoy's `ClusterLoadAssignment`.
struct EnvoyAssignment: Encodable, Hashable, Sendable {
    struct SocketAddress: Encodable, Hashable, Sendable {
        let address: String
        let port: Int

        private enum CodingKeys: String, CodingKey {
            case address
            case port = "port_value"
        }
    }

    struct Address: Encodable, Hashable, Sendable {
        let socketAddress: SocketAddress

        private enum CodingKeys: String, CodingKey {
            case socketAddress = "socket_address"
        }
    }

    struct Endpoint: Encodable, Hashable, Sendable {
        let address: Address
    }

    struct Weighted: Encodable, Hashable, Sendable {
        let endpoint: Endpoint
        let health = "HEALTHY"
        let weight: Int

        private enum CodingKeys: String, CodingKey {
            case endpoint
            case health = "health_status"
            case weight = "load_balancing_weight"
        }
    }

    struct Locality: Encodable, Hashable, Sendable {
        let endpoints: [Weighted]

        private enum CodingKeys: String, CodingKey {
            case endpoints = "lb_endpoints"
        }
    }

    let name: String
    let endpoints: [Locality]

    private enum CodingKeys: String, CodingKey {
        case type = "@type"
        case name = "cluster_name"
        case endpoints
    }

    func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: CodingKeys.self)
        try fields.encode(EnvoyDiscoveryResponse.typeURL, forKey: .type)
        try fields.encode(name, forKey: .name)
        try fields.encode(endpoints, forKey: .endpoints)
    }
}

extension EnvoyAssignment {
    private static let heaviest = 256

    /// Nil when no endpoint is left: Envoy then goes on with those that it has. Names of hosts are not resolved for it.
    init?(name: String, _ instances: [InstanceInfo], _ part: FeedPart) {
        let endpoints = instances.filter(part.includes).compactMap { instance -> Weighted? in
            let address = FeedAddress(instance)
            guard address.isNumeric else { return nil }
            let weight = instance.metadata["weight"].flatMap { Int($0) } ?? 1
            return Weighted(
                endpoint: Endpoint(
                    address: Address(socketAddress: SocketAddress(address: address.host, port: address.port))),
                weight: min(max(weight, 1), Self.heaviest))
        }
        guard !endpoints.isEmpty else { return nil }
        self.init(name: name, endpoints: [Locality(endpoints: endpoints)])
    }

    /// The cluster of that name: an app, or a part of one.
    init?(name: String, in registry: LeaseRegistry) {
        if let application = registry.application(name) {
            self.init(name: name, application.instances, .serving)
        } else if let (app, part) = FeedPart.split(name), let application = registry.application(app) {
            self.init(name: name, application.instances, part)
        } else {
            return nil
        }
    }
}
