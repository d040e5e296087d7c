import AsyncHTTPClient
import Coordination
import Eureka
import Logging
import RolloutCore
import ZooKeeper

/// All that a leader does: what is followed for all apps together, and each app by itself.
struct LeaderWork: Sendable {
    let leadership: Leadership
    let session: any ZooKeeperSession
    let registries: [EurekaClient]
    let httpClient: HTTPClient
    let probe: any ReadinessProbe
    let settings: RolloutController.Configuration
    let metrics: ControllerMetrics
    let logger: Logger
    let now: @Sendable () -> Timestamp

    /// Runs until it is cancelled, or throws `Deposed`.
    func run() async throws {
        let table = AppTable()
        let gateways = GatewayFollower(
            registries: registries, table: table, interval: max(settings.registryInterval, RegistryWatch.shortest))
        let serving = serving(table, gateways)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await Alarms(table: table).run() }
            group.addTask { await gateways.run() }
            for (index, client) in registries.enumerated() {
                let watch = RegistryWatch(
                    client: client, index: index, table: table, interval: settings.registryInterval,
                    logger: logger)
                group.addTask { await watch.run() }
            }
            let freeze = FreezeFollower(path: ZNodeLayout.freeze, session: session) { freeze in
                table.update { $0.freeze = .some(freeze) }
            }
            group.addTask { await freeze.run() }
            if let ensemble = settings.ensemble {
                let quorum = QuorumFollower(probe: ensemble, table: table, interval: settings.resyncInterval)
                group.addTask { await quorum.run() }
            }
            group.addTask { try await serving.run() }
            try await group.next()
            group.cancelAll()
        }
    }

    private func serving(_ table: AppTable, _ gateways: GatewayFollower) -> AppServing {
        let patience = SharedPatience()
        return AppServing(session: session, rootApp: settings.app, patience: patience, logger: logger) { layout in
            var logger = logger
            logger[metadataKey: LogKeys.app] = "\(layout.app)"
            return Reconciler(
                layout: layout, leadership: leadership, session: session, registries: registries,
                httpClient: httpClient, probe: probe, settings: settings, table: table, gateways: gateways,
                patience: patience, metrics: metrics.app(layout.app), logger: logger, now: now)
        }
    }
}
