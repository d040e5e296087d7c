import Coordination
import Eureka
import Hummingbird
import Logging
import NIOCore
import NIOPosix
import Registry
import RolloutCore
import ServiceLifecycle
import Telemetry
import ZooKeeper

/// `bluegreen registry`: ZooKeeper client unless it stands alone, then the registry with its own HTTP.
struct RegistryProcess: Sendable {
    let settings: Settings

    func run() async throws {
        // A request is then served on the thread that read it, without two changes of threads.
        NIOSingletons.unsafeTryInstallSingletonPosixEventLoopGroupAsConcurrencyGlobalExecutor()
        let address = try settings.listenAddress(.registryListen)
        let access = try RegistryAccess(settings)
        try ListenRule.check(address, settings: settings, hasCredentials: access.control != nil)
        let process = try RoleProcess(settings: settings, name: "registry")
        var configuration = RegistryServer.Configuration(host: address.host, port: address.port)
        configuration.rootApp = try settings.app().rawValue
        configuration.requireEpoch = try settings.flag(.registryRequireEpoch)
        configuration.access = access.control
        configuration.advertisedAddress = try settings.text(.registryAdvertise)
        configuration.replicaAuthorization = try settings.text(.registryReplicaAuth)
            .flatMap { BasicCredential($0)?.header }
        if let warning = access.warning { process.logger.warning("\(warning)", metadata: access.metadata) }
        let client = try settings.flag(.registryStandalone) ? nil : try process.makeZooKeeperClient()
        let admin = AdminRoutes(metrics: process.metrics, health: process.health)
        try await withHTTPClient(retriesConnections: false) { httpClient in
            let plan = ReplicationPlan(settings: settings, address: address)
            let server = try RegistryServer(
                configuration: configuration, client: client, replication: try plan.replication(httpClient),
                metrics: process.metrics, logger: process.logger, adminRoutes: { admin.mount(on: $0) })
            try await run(server, process, client, address)
        }
    }

    private func run(
        _ server: RegistryServer, _ process: RoleProcess, _ client: ZooKeeperClient?, _ address: ListenAddress
    ) async throws {
        process.health.add("registry") {
            guard server.isLoaded else { throw Failure(.unavailable, "what is registered has not been read yet") }
        }
        let explained = ExplainedService(service: server, address: address, option: "--listen")
        let check = client.map { PermissionCheck(client: $0, parents: [ZNodeLayout.registry.appending("instances")]) }
        let services: [(any Service)?] = [client, check, explained]
        try await process.run(services.compactMap { $0 })
    }
}
