import Metrics

/// What an agent measures.
struct AgentMetrics: Sendable {
    private static let calls = ["register", "heartbeat", "cancel"]

    private let healthy: Gauge
    private let done: [String: Counter]
    private let failed: [String: Counter]

    init(factory: any MetricsFactory) {
        healthy = Gauge(label: AgentMetric.healthy.rawValue, factory: factory)
        done = Self.counters("done", factory)
        failed = Self.counters("failed", factory)
        healthy.record(0)
    }

    func probed(isHealthy: Bool) {
        healthy.record(isHealthy ? 1 : 0)
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
