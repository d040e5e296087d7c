import Metrics

/// What an agent measures.
struct AgentMetrics: Sendable {
    private static let calls = ["register", "heartbeat", "cancel"]

    private let healthy: Gauge
    private let inFlight: Gauge?
    private let hookFailures: [Hook: Counter]
    private let done: [String: Counter]
    private let failed: [String: Counter]

    /// - Parameter countsInFlight: Whether there is anybody to ask.
    init(factory: any MetricsFactory, countsInFlight: Bool, hooks: [Hook]) {
        healthy = Gauge(label: AgentMetric.healthy.rawValue, factory: factory)
        inFlight = countsInFlight ? Gauge(label: AgentMetric.inFlight.rawValue, factory: factory) : nil
        hookFailures = Dictionary(
            hooks.map { hook in
                let labels = [("hook", hook.rawValue)]
                let counter = Counter(
                    label: AgentMetric.hookFailures.rawValue, dimensions: labels, factory: factory)
                counter.increment(by: 0)
                return (hook, counter)
            }
        ) { first, _ in first }
        done = Self.counters("done", factory)
        failed = Self.counters("failed", factory)
        healthy.record(0)
    }

    func probed(isHealthy: Bool) {
        healthy.record(isHealthy ? 1 : 0)
    }

    /// Nil: it could not be found out.
    func counted(inFlight count: Int?) {
        inFlight?.record(count.map(Double.init) ?? .nan)
    }

    func failed(_ hook: Hook) {
        hookFailures[hook]?.increment()
    }

    func called(_ call: String, isDone: Bool) {
        (isDone ? done : failed)[call]?.increment()
    }

    private static func counters(_ result: String, _ factory: any MetricsFactory) -> [String: Counter] {
        var counters: [String: Counter] = [:]
        for call in calls {
            let counter = Counter(
                label: AgentMetric.registryCalls.rawValue,
                dimensions: [("call", call), ("result", result)],
                factory: factory
            )
            counter.increment(by: 0)
            counters[call] = counter
        }
        return counters
    }
}
