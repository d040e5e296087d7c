import RolloutCore

@testable import Gateway

/// HAProxy as a value, for tests of the order of commands: what it does with them, with health and with a reload.
struct SimulatedProxy {
    struct Server {
        var address: String
        var isInMaintenance = true
        var isDraining = false
        var weight: Int
        var initialWeight: Int
        var areChecksOn: Bool
        /// Passed a check since it was made ready.
        var isUp = false
        var sessions = 0
    }

    var processID = 1
    var backends: [String: [String: Server]] = [:]
    /// Addresses whose health checks fail.
    var ill: [String] = []

    /// Reads its file anew; servers begin as if they were well, as HAProxy does.
    mutating func reload(_ text: String?) {
        processID += 1
        backends = [:]
        guard let text else { return }
        for backend in Fragment(parsing: text).backends {
            backends[backend.name] = [:]
            for server in backend.servers {
                backends[backend.name]?[server.name] = Server(
                    address: server.address, isInMaintenance: !server.isEnabled, weight: server.weight,
                    initialWeight: server.weight, areChecksOn: true, isUp: server.isEnabled)
            }
        }
    }

    /// Every server is checked once.
    mutating func check() {
        for (backend, servers) in backends {
            for (name, server) in servers where !server.isInMaintenance && server.areChecksOn {
                backends[backend]?[name]?.isUp = !ill.contains(server.address)
            }
        }
    }

    mutating func apply(_ command: ProxyCommand) {
        guard var servers = backends[command.backend] else { return }
        if case .add(let address, let weight, _) = command.change, servers[command.server] == nil {
            servers[command.server] = Server(
                address: address, weight: weight, initialWeight: weight, areChecksOn: false)
        }
        if var server = servers[command.server] {
            switch command.change {
            case .add: break
            case .enableChecks: server.areChecksOn = true
            case .setAddress(let address): server.address = address
            case .setWeight(let weight, _): server.weight = weight
            case .ready:
                if server.isInMaintenance { server.isUp = false }
                (server.isInMaintenance, server.isDraining) = (false, false)
            case .drain: (server.isInMaintenance, server.isDraining) = (false, true)
            case .maintenance: server.isInMaintenance = true
            case .cut: server.sessions = 0
            case .delete: if server.isInMaintenance, server.sessions == 0 { server.weight = -1 }
            }
            servers[command.server] = server.weight < 0 ? nil : server
        }
        backends[command.backend] = servers
    }

    var reading: ProxyReading {
        ProxyReading(
            processID: processID,
            backends: backends.mapValues { servers in
                Dictionary(uniqueKeysWithValues: servers.map { ($0.key, $0.value.shown($0.key, isIll: ill)) })
            })
    }

    /// The servers that get production requests.
    func serving(_ app: String) -> [String] {
        let servers = reading.backends[WantedBackend.name(of: app, .production)] ?? [:]
        return servers.values.filter(\.takesTraffic).map(\.name).sorted()
    }
}

extension SimulatedProxy.Server {
    fileprivate func shown(_ name: String, isIll ill: [String]) -> ProxyServer {
        let health = isUp ? "UP" : ill.contains(address) ? "DOWN" : "UP 1/2"
        return ProxyServer(
            name: name, address: address, isInMaintenance: isInMaintenance, isDraining: isDraining, weight: weight,
            initialWeight: initialWeight, status: isInMaintenance ? "MAINT" : isDraining ? "DRAIN" : health,
            lacksChecks: !areChecksOn, sessions: sessions)
    }
}
