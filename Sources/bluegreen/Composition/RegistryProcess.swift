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
        // Half of the machine answers; the other half is for ZooKeeper's library, passwords, and whoever asks from here.
        NIOSingletons.groupLoopCountSuggestion = max(1, System.coreCount / 2)
        // A request is then served on the thread that read it, without two changes of threads.
        NIOSingletons.unsafeTryInstallSingletonPosixEventLoopGroupAsConcurrencyGlobalExecutor()
        let address = try settings.listenAddress(.registryListen)
        let access = try RegistryAccess(settings)
        try ListenRule.check(address, settings: settings, hasCredentials: access.control != nil)
        let process = try RoleProcess(settings: settings, name: "registry", metrics: MetricDescription.registry)
        var configuration = RegistryServer.Configuration(host: address.host, port: address.port)
        configuration.rootApp = try settings.app().rawValue
        configuration.requireEpoch = try settings.flag(.registryRequireEpoch)
        configuration.access = access.control
        configuration.advertisedAddress = try settings.text(.registryAdvertise)
        configuration.replicaAuthorization = try settings.text(.registryReplicaAuth)
            .flatMap { BasicCredential($0)?.header }
        try limit(&configuration, process.logger)
        access.file?.warn(process.logger)
        let client = try settings.flag(.registryStandalone) ? nil : try process.makeZooKeeperClient()
        let admin = AdminRoutes(metrics: process.metrics, health: process.health)
        try await withHTTPClient(retriesConnections: false) { httpClient in
            let plan = ReplicationPlan(settings: settings, address: address)
            let server = try RegistryServer(
                configuration: configuration, client: client, replication: try plan.replication(httpClient),
                metrics: process.metrics, logger: process.logger, adminRoutes: { admin.mount(on: $0) })
            try await run(server, process, client, address, access.reload(process.logger))
        }
    }

    private func limit(_ configuration: inout RegistryServer.Configuration, _ logger: Logger) throws {
        if let count = try settings.count(.registryConnectionsPerAddress) {
            configuration.connectionsPerAddress = count
        }
        configuration.requestTimeout = try settings.duration(.registryRequestDeadline)
        configuration.idleTimeout = try settings.duration(.registryIdleDeadline)
        configuration.readerSilence = try settings.duration(.registryReaderSilence)
        let descriptors = DescriptorLimit.raised()
        let allowance = descriptors.allowance(asked: try settings.count(.registryConnections))
        configuration.maximumConnections = allowance.connections
        if allowance.isShort {
            logger.warning(
                "Too few files may be open for as many clients: raise the limit (ulimit -n, LimitNOFILE=)",
                metadata: ["files": "\(descriptors.files)", "connections": "\(allowance.connections)"])
        }
    }

    private func run(
        _ server: RegistryServer, _ process: RoleProcess, _ client: ZooKeeperClient?, _ address: ListenAddress,
        _ reload: CredentialReload?
    ) async throws {
        process.health.add("registry") {
            guard server.isLoaded else { throw Failure(.unavailable, "what is registered has not been read yet") }
        }
        let explained = ExplainedService(service: server, address: address, option: "--listen")
        let check = client.map { PermissionCheck(client: $0, parents: [ZNodeLayout.registry.appending("instances")]) }
        let services: [(any Service)?] = [client, check, reload, explained]
        try await process.run(services.compactMap { $0 }, notice: .health(process.health, needing: ["registry"]))
    }
}
