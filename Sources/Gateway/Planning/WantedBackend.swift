import Eureka
import RolloutCore

/// One backend of the proxy as it should be.
struct WantedBackend: Hashable, Sendable {
    /// What it is there for.
    enum Kind: Hashable, Sendable {
        /// Production traffic, to what is UP.
        case production
        /// Test traffic to one color on purpose.
        case color(Color)
        /// Test traffic to what stands by.
        case standby
    }

    struct Server: Hashable, Sendable {
        var name: String
        var color: Color
        var address: String
        var weight: Int
        /// Whether it should get requests.
        var serves: Bool
    }

    var app: String
    var kind: Kind
    var healthPath: String?
    var servers: [Server]

    /// Begins the name of each backend of ours.
    static let prefix = "bluegreen-"

    var name: String { Self.name(of: app, kind) }

    /// Production is never left without a server; a test that finds none is answered 503.
    var keepsLast: Bool { kind == .production }

    static func name(of app: String, _ kind: Kind) -> String {
        let base = prefix + ServerName.encode(app)
        return switch kind {
        case .production: base
        case .color(let color): "\(base)-\(color)"
        case .standby: "\(base)-standby"
        }
    }
}

extension WantedBackend {
    /// The backends of one app: production, and for tests one a color and one for what stands by.
    static func all(of app: ListedApp, _ settings: GatewayMachine.Settings) -> [WantedBackend] {
        let kinds: [Kind] =
            settings.hasTestRouting ? [.production, .color(.blue), .color(.green), .standby] : [.production]
        return kinds.map { kind in
            WantedBackend(
                app: app.name, kind: kind, healthPath: app.healthPath,
                servers: app.servers.compactMap { server in
                    if case .color(let color) = kind, color != server.color { return nil }
                    return Server(
                        name: server.name, color: server.color, address: server.address,
                        weight: min(server.weight * settings.style.weightUnit, ListedServer.heaviest),
                        serves: kind.serves(server.status))
                })
        }
    }
}

extension WantedBackend.Kind {
    fileprivate func serves(_ status: EurekaStatus) -> Bool {
        switch self {
        case .production: status == .up
        case .color: status == .up || status == .outOfService
        case .standby: status == .outOfService
        }
    }
}
