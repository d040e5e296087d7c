import Metrics
import RolloutCore

/// What a deciding gateway measures.
struct DecidingMetrics: Sendable {
    private let factory: any MetricsFactory
    private let registry: Gauge
    private let unanswered: Counter

    init(factory: any MetricsFactory) {
        self.factory = factory
        registry = Gauge(label: GatewayMetric.registryUp.rawValue, factory: factory)
        registry.record(0)
        unanswered = Counter(label: GatewayMetric.unanswered.rawValue, factory: factory)
        unanswered.increment(by: 0)
    }

    func hears(isHeard: Bool) { registry.record(isHeard ? 1 : 0) }

    func listed(_ machine: DecidingMachine) {
        for (app, active) in machine.answers {
            for color in Color.allCases {
                let label = GatewayMetric.activeColor.rawValue
                Gauge(label: label, dimensions: [("app", app), ("color", color.rawValue)], factory: factory)
                    .record(color == active ? 1 : 0)
            }
        }
    }

    /// - Parameter color: nil when there was no answer; then the app may be anything, and is no label.
    func answered(app: String, _ color: Color?) {
        guard let color else { return unanswered.increment() }
        let dimensions = [("app", app), ("color", color.rawValue)]
        Counter(label: GatewayMetric.answers.rawValue, dimensions: dimensions, factory: factory).increment()
    }
}
