import Eureka
import Foundation

/// The registry as a document of Traefik's HTTP provider: a service for each app, and three more for tests.
///
/// Services only: routers, which name them as `APP@http`, are the operator's. One without a server is left out, since
/// Traefik refuses a document with an empty list as a whole.
struct TraefikConfiguration: Encodable, Hashable, Sendable {
    struct Server: Encodable, Hashable, Sendable {
        let url: String
    }

    struct LoadBalancer: Encodable, Hashable, Sendable {
        let servers: [Server]
    }

    struct Service: Encodable, Hashable, Sendable {
        let loadBalancer: LoadBalancer
    }

    struct HTTP: Encodable, Hashable, Sendable {
        let services: [String: Service]
    }

    /// Nil when there is no service: an empty list of them is refused, too.
    let http: HTTP?

    init(_ listing: Applications) {
        var services: [String: Service] = [:]
        for application in listing.applications {
            let name = application.name.lowercased()
            guard Self.isPlain(name) else { continue }
            for part in FeedPart.allCases where part == .serving || services[name + part.rawValue] == nil {
                let servers = application.instances.filter(part.includes).map { Server(url: FeedAddress($0).url) }
                guard !servers.isEmpty else { continue }
                services[name + part.rawValue] = Service(loadBalancer: LoadBalancer(servers: servers))
            }
        }
        http = services.isEmpty ? nil : HTTP(services: services)
    }

    /// `@` in a name would read as another provider's.
    private static func isPlain(_ name: String) -> Bool {
        !name.isEmpty
            && name.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
                    UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
                    true
                default: false
                }
            }
    }
}
