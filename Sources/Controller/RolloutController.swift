public import AsyncHTTPClient
import Coordination
public import Eureka
public import Logging
public import Metrics
import NIOConcurrencyHelpers
public import RolloutCore
public import ServiceLifecycle
public import ZooKeeper

/// Stands for election; while it leads, moves each app's instances one at a time to where they are asked to be.
public final class RolloutController: Service {
    private let client: ZooKeeperClient
    private let registries: [EurekaClient]
    private let httpClient: HTTPClient
    private let probe: any ReadinessProbe
    private let configuration: Configuration
    private let metrics: ControllerMetrics
    private let logger: Logger
    private let now: @Sendable () -> Timestamp

    /// - Parameter now: the wall clock, used for what people read; leases run on another.
    public init(
        client: ZooKeeperClient, registries: [EurekaClient], httpClient: HTTPClient, probe: any ReadinessProbe,
        configuration: Configuration, metrics: any MetricsFactory, logger: Logger,
        now: @escaping @Sendable () -> Timestamp
    ) {
        self.client = client
        self.registries = registries
        self.httpClient = httpClient
        self.probe = probe
        self.configuration = configuration
        self.metrics = ControllerMetrics(factory: metrics, rootApp: configuration.app)
        self.logger = logger
        self.now = now
    }

    /// Stands for election, and is listed among the controllers, until cancelled or shut down gracefully.
    /// Losing the leadership is no error: it stands again. Throws when the ZooKeeper client is over or may not do this.
    public func run() async throws {
        let info = ControllerInfo(
            address: configuration.address, version: configuration.version, since: now(),
            policy: configuration.policyText)
        let presence = PersistentEphemeral(
            client: client, path: ZNodeLayout.controller(configuration.id), data: try info.data(), logger: logger)
        let election = LeaderElection(
            client: client, leaderPath: ZNodeLayout.leader, epochPath: ZNodeLayout.epoch,
            candidate: configuration.address, logger: logger)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await presence.run() }
            group.addTask {
                try await election.run(onFollowing: self.follow) { leadership in
                    try await self.lead(leadership)
                }
            }
            try await group.next()
            group.cancelAll()
        }
    }

    /// How long a call may take so that the lease always leaves room for one.
    public static func longestCall(within sessionTimeout: Duration) -> Duration { sessionTimeout * 2 / 5 }

    private func follow(_ leader: String?) {
        metrics.leading(false)
        logger.notice("Following the leader", metadata: [LogKeys.leader: "\(leader ?? "unknown")"])
    }

    private func lead(_ leadership: Leadership) async throws {
        metrics.leading(true)
        defer { metrics.leading(false) }
        logger.notice("Became leader", metadata: [LogKeys.epoch: "\(leadership.epoch)"])
        do {
            try checkCallTimeout()
            let clock = LeadershipClock(wall: now())
            let work = LeaderWork(
                leadership: leadership, session: client, registries: registries, httpClient: httpClient, probe: probe,
                settings: configuration, metrics: metrics, logger: logger, now: { clock.now })
            try await work.run()
        } catch {
            guard !Task.isCancelled else { return }
            logger.warning(
                "No longer leader", metadata: [LogKeys.reason: "\(error)", LogKeys.epoch: "\(leadership.epoch)"])
        }
    }

    /// A call must fit into what is left of the lease right before it is renewed, half the session timeout.
    private func checkCallTimeout() throws {
        let granted = client.negotiatedTimeout
        guard configuration.callTimeout > Self.longestCall(within: granted) else { return }
        throw Deposed(
            description:
                "ZooKeeper grants a session timeout of \(granted), and calls may take \(configuration.callTimeout): "
                + "raise the session timeout, or lower controller.callTimeout to two fifths of it")
    }
}

/// Why this controller should not go on leading; what was under way is left to the next leader.
struct Deposed: Error, CustomStringConvertible {
    let description: String
}
