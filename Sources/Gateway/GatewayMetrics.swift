import Metrics
import NIOConcurrencyHelpers
import RolloutCore

/// What a gateway measures.
struct GatewayMetrics: Sendable {
    /// The metrics and what they mean.
    static let descriptions = [
        ("bluegreen_gateway_proxy_up", "Whether HAProxy answers on its runtime socket."),
        ("bluegreen_gateway_registry_up", "Whether a registry answers."),
        ("bluegreen_gateway_held", "How many things are not yet as the registry asks; /readyz and the log say which."),
        ("bluegreen_gateway_revision", "The registry's revision that the proxy was last asked to follow."),
        ("bluegreen_gateway_commands_total", "Commands sent to HAProxy's runtime socket."),
        ("bluegreen_gateway_refused_total", "Commands that HAProxy answered with an error, and files that it refused."),
        ("bluegreen_gateway_reloads_total", "How often another process of HAProxy was found than before."),
        (
            "bluegreen_gateway_requests_total",
            "Requests answered by the servers of a color, or by HAProxy in their place."
        ),
        ("bluegreen_gateway_server_errors_total", "Answers 5xx for requests to the servers of a color."),
        ("bluegreen_gateway_connection_errors_total", "Connections that the servers of a color did not take."),
        ("bluegreen_gateway_response_errors_total", "Answers of a color's servers that broke off or were none."),
        ("bluegreen_gateway_retries_total", "Connections that were tried again at the same server."),
        ("bluegreen_gateway_redispatches_total", "Requests that went to another server instead."),
        ("bluegreen_gateway_cut_sessions_total", "Requests ended because their server's drain took too long."),
    ]

    private let factory: any MetricsFactory
    private let proxy: Gauge
    private let registry: Gauge
    private let held: Gauge
    private let revision: Gauge
    private let commands: Counter
    private let refused: Counter
    private let reloads: Counter
    private let counted = NIOLockedValueBox<[String: PerColor<BackendCounters>]>([:])

    init(factory: any MetricsFactory) {
        func gauge(_ name: String) -> Gauge {
            let gauge = Gauge(label: "bluegreen_gateway_\(name)", factory: factory)
            gauge.record(0)
            return gauge
        }
        func counter(_ name: String) -> Counter {
            let counter = Counter(label: "bluegreen_gateway_\(name)_total", factory: factory)
            counter.increment(by: 0)
            return counter
        }
        self.factory = factory
        proxy = gauge("proxy_up")
        registry = gauge("registry_up")
        held = gauge("held")
        revision = gauge("revision")
        commands = counter("commands")
        refused = counter("refused")
        reloads = counter("reloads")
    }

    func hears(isHeard: Bool) { registry.record(isHeard ? 1 : 0) }
    func looked(isAnswered: Bool) { proxy.record(isAnswered ? 1 : 0) }
    func passed(holds: Int, revision: Int64?) {
        held.record(holds)
        if let revision { self.revision.record(revision) }
    }
    func commanded() { commands.increment() }
    func wasRefused() { refused.increment() }
    func sawReload() { reloads.increment() }

    /// Passes on what was counted since the last time.
    func count(_ apps: [AppCounters]) {
        for app in apps {
            let before = counted.withLockedValue { counted in
                defer { counted[app.app] = app.colors }
                return counted[app.app]
            }
            for color in Color.allCases {
                let now = app.colors[color]
                let last = before?[color] ?? BackendCounters()
                for (name, path) in Self.perColor {
                    let counter = Counter(
                        label: "bluegreen_gateway_\(name)_total",
                        dimensions: [("app", app.app), ("color", color.rawValue)], factory: factory)
                    counter.increment(by: Int64(max(0, now[keyPath: path] - last[keyPath: path])))
                }
            }
        }
    }

    private static var perColor: [(String, KeyPath<BackendCounters, Int>)] {
        [
            ("requests", \.requests), ("server_errors", \.serverErrors), ("connection_errors", \.connectionErrors),
            ("response_errors", \.responseErrors), ("retries", \.retries), ("redispatches", \.redispatches),
            ("cut_sessions", \.cutSessions),
        ]
    }
}
