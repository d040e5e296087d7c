/// Every metric of an agent, by its name in Prometheus.
public enum AgentMetric: String, CaseIterable, Sendable {
    case healthy = "bluegreen_agent_healthy"
    case registryCalls = "bluegreen_agent_registry_calls_total"

    /// What it tells, in one sentence.
    public var help: String {
        switch self {
        case .healthy: "1 while the instance's own health check passes, else 0."
        case .registryCalls: "Calls to the registry, by their kind and by whether they succeeded."
        }
    }
}
