public import Eureka
public import Logging
public import Metrics
public import RolloutCore
public import ServiceLifecycle

/// Tells a proxy beside it, such as nginx by `auth_request`, which color of an app is active, as the registry lists it.
///
/// It changes nothing anywhere: the proxy asks for every request, or once for all that come while it may keep the answer.
/// A registry that does not answer changes no answer.
public final class DecidingGateway: Service {
    private let board: DecidingBoard
    private let follower: ListingFollower
    private let metrics: DecidingMetrics

    /// How long a proxy may keep an answer. nginx counts whole seconds: it may use one for almost a second longer.
    public static let maximumAge: Duration = .seconds(1)

    /// A gateway for one proxy; nothing happens before `run()`.
    ///
    /// - Parameters:
    ///   - apps: The apps to answer for; none: every app with managed instances.
    ///   - registries: replicas of one registry, at least one; the next is asked when one does not answer.
    public init(apps: [String], registries: [EurekaClient], metricsFactory: any MetricsFactory, logger: Logger) {
        precondition(!registries.isEmpty, "A gateway follows a registry")
        let names = apps.map { $0.lowercased() }
        let metrics = DecidingMetrics(factory: metricsFactory)
        let settings = DecidingMachine.Settings(apps: names)
        let said = AnswersSaid(logger: logger)
        board = DecidingBoard(DecidingMachine(settings: settings)) { machine in
            metrics.listed(machine)
            said.say(machine.answers)
        }
        follower = ListingFollower(
            clients: registries, apps: names, healthPath: nil, board: board,
            hears: { metrics.hears(isHeard: $0) }, logger: logger)
        self.metrics = metrics
    }

    /// Why no proxy can be told anything, in one sentence; nil when it can.
    public var failure: String? {
        board.read { $0.isInformed } ? nil : "no registry has been read yet"
    }

    /// The color that gets the app's requests, as last known; nil when none of its instances was ever UP.
    public func activeColor(of app: String) -> Color? {
        let color = board.read { $0.answer(for: app) }
        metrics.answered(app: app.lowercased(), color)
        return color
    }

    /// Follows the registry until cancelled or asked to finish.
    public func run() async throws {
        await cancelWhenGracefulShutdown { await self.follower.run() }
    }
}
