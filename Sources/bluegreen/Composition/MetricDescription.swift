import Agent
import Controller
import Gateway
import Registry
import Telemetry

/// What one metric tells, for its `# HELP` line and for the table in Operations.md.
struct MetricDescription: Hashable, Sendable {
    let name: String
    let help: String

    static let controller = ControllerMetric.allCases.map { MetricDescription(name: $0.rawValue, help: $0.help) }
    static let registry = RegistryMetric.allCases.map { MetricDescription(name: $0.rawValue, help: $0.help) }
    static let agent = AgentMetric.allCases.map { MetricDescription(name: $0.rawValue, help: $0.help) }
    static let gateway = GatewayMetric.allCases.map { MetricDescription(name: $0.rawValue, help: $0.help) }
    /// Of every role.
    static let telemetry = MetricDescription(
        name: PrometheusRegistry.droppedSeriesName, help: PrometheusRegistry.droppedSeriesHelp)

    static let all = controller + registry + agent + gateway + [telemetry]
}
