import AsyncHTTPClient
import Coordination
import Eureka
import Logging
import RolloutCore
import ZooKeeper

/// Serves one app under one leadership: the followers keep the facts, and each pass makes one step from them.
struct Reconciler: Sendable {
    let layout: ZNodeLayout
    let leadership: Leadership
    let session: any ZooKeeperSession
    let registries: [EurekaClient]
    let httpClient: HTTPClient
    let probe: any ReadinessProbe
    let settings: RolloutController.Configuration
    let table: AppTable
    let gateways: GatewayFollower
    let patience: SharedPatience
    let metrics: AppMetrics
    let logger: Logger
    let now: @Sendable () -> Timestamp

    /// How often a pass looks although nothing called it.
    static let longestRest: Duration = .seconds(5)

    /// Runs until it is cancelled. Throws `Deposed`, or what is the app's own trouble.
    func run() async throws {
        let board = FactBoard(registries: registries.map { "\($0)" }, policy: settings.policy)
        let followers = registries.enumerated().map { index, client in
            RegistryFollower(client: client, index: index, app: layout.app, board: board, now: now, logger: logger)
        }
        let app = ServedApp(
            layout: layout, board: board, followers: followers,
            alarm: Alarm(signal: board.signal, resync: Self.longestRest),
            probing: Alarm(signal: board.members, resync: .seconds(3_600)))
        for path in layout.parents { try await session.createPath(path) }
        table.add(app)
        defer {
            table.remove(layout.app)
            metrics.leave()
        }
        let prober = Prober(
            board: board, table: table, probe: probe, interval: settings.probeInterval, alarm: app.probing, now: now)
        let policy = PolicyFollower(
            layout: layout, session: session, board: board, read: settings.readPolicy, logger: logger)
        try await withThrowingTaskGroup(of: Void.self) { group in
            follow(app, in: &group)
            group.addTask { await policy.run() }
            group.addTask { await prober.run() }
            group.addTask { await QueryRunner(board: board, client: settings.prometheus, now: now).run() }
            group.addTask {
                // The registries are watched for all apps together, and may have nothing new to tell for a while.
                for follower in app.followers { await follower.refresh() }
                try await passes(app, policy).run()
            }
            try await group.next()
            group.cancelAll()
        }
    }

    private func passes(_ app: ServedApp, _ policy: PolicyFollower) -> Passes {
        let actuator = Actuator(
            app: layout.app, followers: app.followers, board: app.board, leadership: leadership, settings: settings,
            httpClient: httpClient, probe: probe, now: now)
        return Passes(
            layout: layout, session: session, actuator: actuator, board: app.board, alarm: app.alarm, metrics: metrics,
            patience: patience, gateways: gateways,
            starting: StartConditions(
                layout: layout, session: session, board: app.board, table: table, policy: policy,
                ensemble: settings.ensemble),
            logger: logger)
    }

    /// What is in ZooKeeper.
    private func follow(_ app: ServedApp, in group: inout ThrowingTaskGroup<Void, any Error>) {
        let board = app.board
        group.addTask { await IntentFollower(layout: layout, session: session, board: board, logger: logger).run() }
        group.addTask { await RequestFollower(layout: layout, session: session, board: board, logger: logger).run() }
        let freeze = FreezeFollower(path: layout.freeze, session: session) { freeze in
            board.update { facts in
                defer { facts.freeze = .some(freeze) }
                return facts.freeze != .some(freeze)
            }
        }
        group.addTask { await freeze.run() }
        for color in Color.allCases {
            let fleet = FleetFollower(
                layout: layout, color: color, session: session, board: board, resync: settings.resyncInterval,
                logger: logger)
            group.addTask { await fleet.run() }
        }
    }
}
