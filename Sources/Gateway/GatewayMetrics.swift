import Metrics
import NIOConcurrencyHelpers
import RolloutCore

/// What a gateway measures.
struct GatewayMetrics: Sendable {
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
        func gauge(_ metric: GatewayMetric) -> Gauge {
            let gauge = Gauge(label: metric.rawValue, factory: factory)
            gauge.record(0)
            return gauge
        }
        func counter(_ metric: GatewayMetric) -> Counter {
            let counter = Counter(label: metric.rawValue, factory: factory)
            counter.increment(by: 0)
            return counter
        }
        self.factory = factory
        proxy = gauge(.proxyUp)
        registry = gauge(.registryUp)
        held = gauge(.held)
        revision = gauge(.revision)
        commands = counter(.commands)
        refused = counter(.refused)
        reloads = counter(.reloads)
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
                for (metric, path) in Self.perColor {
                    let counter = Counter(
                        label: metric.rawValue,
                        dimensions: [("app", app.app), ("color", color.rawValue)], factory: factory)
                    counter.increment(by: Int64(max(0, now[keyPath: path] - last[keyPath: path])))
                }
            }
        }
    }

    private static var perColor: [(GatewayMetric, KeyPath<BackendCounters, Int>)] {
        [
            (.requests, \.requests), (.serverErrors, \.serverErrors), (.connectionErrors, \.connectionErrors),
            (.responseErrors, \.responseErrors), (.retries, \.retries), (.redispatches, \.redispatches),
            (.cutSessions, \.cutSessions),
        ]
    }
}
