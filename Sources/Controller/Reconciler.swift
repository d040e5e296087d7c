import AsyncHTTPClient
import Coordination
import Eureka
import Logging
import NIOConcurrencyHelpers
import RolloutCore
import ZooKeeper

/// Serves one app under one leadership: the followers keep the facts, and each pass makes one step from them.
struct Reconciler: Sendable {
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
        let layout = ZNodeLayout(app: settings.app, isRoot: true)
        let board = FactBoard(registries: registries.map { "\($0)" }, policy: settings.policy)
        let followers = registries.enumerated().map { index, client in
            RegistryFollower(
                client: client, index: index, app: settings.app, board: board, interval: settings.registryInterval,
                now: now, logger: logger)
        }
        let alarm = Alarm(signal: board.signal, resync: .seconds(5))
        let actuator = Actuator(
            app: settings.app, followers: followers, board: board, leadership: leadership, settings: settings,
            httpClient: httpClient, probe: probe, now: now)
        let passes = Passes(
            layout: layout, session: session, actuator: actuator, board: board, alarm: alarm,
            metrics: metrics, logger: logger)
        for path in layout.parents { try await session.createPath(path) }

        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await IntentFollower(layout: layout, session: session, board: board, logger: logger).run() }
            group.addTask { await RequestFollower(layout: layout, session: session, board: board, logger: logger).run() }
            group.addTask {
                await PolicyFollower(
                    layout: layout, session: session, board: board, read: settings.readPolicy, logger: logger
                ).run()
            }
            group.addTask {
                await FreezeFollower(path: layout.freeze, session: session) { freeze in
                    board.update { facts in
                        defer { facts.freeze = .some(freeze) }
                        return facts.freeze != .some(freeze)
                    }
                }.run()
            }
            group.addTask {
                await FreezeFollower(path: ZNodeLayout.freeze, session: session) { freeze in
                    board.update { facts in
                        defer { facts.common.freeze = .some(freeze) }
                        return facts.common.freeze != .some(freeze)
                    }
                }.run()
            }
            for color in Color.allCases {
                let follower = FleetFollower(
                    layout: layout, color: color, session: session, board: board, resync: settings.resyncInterval,
                    logger: logger)
                group.addTask { await follower.run() }
            }
            for follower in followers { group.addTask { await follower.run() } }
            group.addTask { await Prober(board: board, probe: probe, interval: settings.probeInterval, now: now).run() }
            group.addTask { await alarm.run() }
            group.addTask { try await passes.run() }
            try await group.next()
            group.cancelAll()
        }
    }
}
