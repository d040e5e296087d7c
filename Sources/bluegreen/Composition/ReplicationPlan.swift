import AsyncHTTPClient
import Eureka
import Foundation
import Logging
import Registry

/// Which other registries this one starts from and keeps in step with, by the configuration.
struct ReplicationPlan {
    let settings: Settings
    let address: ListenAddress

    /// How long a whole registry may take to arrive.
    static let copyTimeout: Duration = .seconds(10)
    /// How long a peer may take to answer one call.
    static let callTimeout: Duration = .seconds(2)

    func replication(_ httpClient: HTTPClient) throws -> RegistryServer.Replication {
        func clients(_ key: ConfigurationKey, _ timeout: Duration) throws -> [EurekaClient] {
            try settings.addresses(key).map { url in
                try EurekaClient(
                    baseURL: url, httpClient: httpClient, timeout: timeout, role: .registry,
                    logger: Logger(label: "eureka"))
            }
        }
        var replication = RegistryServer.Replication()
        replication.predecessors = try clients(.registryCopyFrom, Self.copyTimeout)
        replication.peers = try clients(.registryPeers, Self.callTimeout)
        replication.app = try settings.required(.registryPeerApp)
        replication.host =
            try settings.text(.registryPeerHost) ?? address.advertised(hostName: ProcessInfo.processInfo.hostName).host
        if replication.peers.contains(where: { isOwn($0, host: replication.host) }) {
            throw Failure(
                .usage,
                "a registry cannot be its own peer: leave \(replication.host):\(address.port) out of \(ConfigurationKey.registryPeers.name)"
            )
        }
        return replication
    }

    /// Whether an address is this registry's own.
    private func isOwn(_ client: EurekaClient, host: String) -> Bool {
        guard let url = URL(string: "\(client)"), (url.port ?? 80) == address.port, let named = url.host() else {
            return false
        }
        let isThisMachine = ListenAddress(host: named, port: address.port).isLoopback
        return named == host || named == address.host || (isThisMachine && (address.isLoopback || address.isWildcard))
    }
}
