import Foundation
import Logging
import Metrics
import ServiceLifecycle
import Telemetry
import UnixSignals
import ZooKeeper

/// What every role has: logs, measurements, health checks, and services that start in order and stop in reverse.
struct RoleProcess: Sendable {
    let settings: Settings
    let metrics: PrometheusRegistry
    let health: HealthChecks
    let logger: Logger

    /// How long a role may take to finish well.
    static let shutdownLimit: Duration = .seconds(20)

    /// Sets up logs and measurements for the whole process: once.
    ///
    /// - Parameter descriptions: of the role's metrics.
    init(settings: Settings, name: String, metrics descriptions: [MetricDescription]) throws {
        let format = try settings.logFormat()
        let level = try settings.logLevel()
        LoggingSystem.bootstrap { format.makeHandler(label: $0, level: level) }
        let metrics = PrometheusRegistry()
        for description in descriptions { metrics.describe(description.name, description.help) }
        MetricsSystem.bootstrap(metrics)
        self.settings = settings
        self.metrics = metrics
        logger = Logger(label: name)
        health = HealthChecks(logger: logger)
    }

    /// A client whose connection is one of the health checks.
    ///
    /// - Parameter ticket: Of the session of a former process that it is to go on with.
    func makeZooKeeperClient(resuming ticket: SessionTicket? = nil) throws -> ZooKeeperClient {
        var configuration = try settings.zooKeeper()
        configuration.resuming = ticket
        let client = ZooKeeperClient(configuration: configuration, logger: Logger(label: "zookeeper"))
        health.add("zookeeper") {
            guard case .connected = client.currentState else {
                throw Failure(.unavailable, "ZooKeeper is not connected: \(client.currentState)")
            }
        }
        return client
    }

    /// Runs services until one ends, or SIGTERM or SIGINT asks all of them to finish.
    ///
    /// - Parameters:
    ///   - services: dependencies first.
    ///   - shutdownLimit: how long all of them may take to end.
    ///   - notice: what systemd is told, where it has started this process as `Type=notify`.
    func run(
        _ services: [any Service], shutdownLimit: Duration = RoleProcess.shutdownLimit, notice: RoleNotice
    ) async throws {
        let systemd = SystemdNotifier(environment: ProcessInfo.processInfo.environment).map { notifier in
            SystemdService(notifier: notifier, notice: notice, shutdownLimit: shutdownLimit)
        }
        let configurations = (services + [systemd].compactMap { $0 }).map { service in
            ServiceGroupConfiguration.ServiceConfiguration(
                service: service, successTerminationBehavior: .gracefullyShutdownGroup,
                failureTerminationBehavior: .gracefullyShutdownGroup)
        }
        var configuration = ServiceGroupConfiguration(
            services: configurations, gracefulShutdownSignals: [.sigterm, .sigint],
            logger: .silent)
        configuration.maximumGracefulShutdownDuration = shutdownLimit
        try await ServiceGroup(configuration: configuration).run()
    }
}

extension Logger {
    /// For what would say the same a second time.
    static var silent: Logger { Logger(label: "silent") { _ in SwiftLogNoOpLogHandler() } }
}
