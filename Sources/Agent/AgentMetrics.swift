import Metrics

/// What an agent measures.
struct AgentMetrics: Sendable {
    private static let calls = ["register", "heartbeat", "cancel"]

    private let healthy: Gauge
    private let done: [String: Counter]
    private let failed: [String: Counter]

    init(factory: any MetricsFactory) {
        healthy = Gauge(label: "bluegreen_agent_healthy", factory: factory)
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
                label: "bluegreen_agent_registry_calls_total",
                dimensions: [("call", call), ("result", result)],
                factory: factory
            )
            counter.increment(by: 0)
            counters[call] = counter
        }
        return counters
    }
}
