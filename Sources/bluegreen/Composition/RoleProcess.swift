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
    func makeZooKeeperClient() throws -> ZooKeeperClient {
        let client = ZooKeeperClient(configuration: try settings.zooKeeper(), logger: Logger(label: "zookeeper"))
        health.add("zookeeper") {
            guard case .connected = client.currentState else {
                throw Failure(.unavailable, "ZooKeeper is not connected: \(client.currentState)")
            }
        }
        return client
    }

    /// Runs services until one ends, or SIGTERM or SIGINT asks all of them to finish.
    ///
    /// - Parameter services: dependencies first.
    func run(_ services: [any Service], shutdownLimit: Duration = RoleProcess.shutdownLimit) async throws {
        let configurations = services.map { service in
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
