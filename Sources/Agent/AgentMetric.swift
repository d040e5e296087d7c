/// Every metric of an agent, by its name in Prometheus.
public enum AgentMetric: String, CaseIterable, Sendable {
    case healthy = "bluegreen_agent_healthy"
    case inFlight = "bluegreen_agent_in_flight"
    case hookFailures = "bluegreen_agent_hook_failures_total"
    case registryCalls = "bluegreen_agent_registry_calls_total"

    /// What it tells, in one sentence.
    public var help: String {
        switch self {
        case .healthy: "1 while the instance's own health check passes, else 0."
        case .inFlight:
            "Requests in flight at the instance, as --in-flight or --haproxy-socket tells; NaN while unknown."
        case .hookFailures: "Hooks that failed or took too long."
        case .registryCalls: "Calls to the registry, by their kind and by whether they succeeded."
        }
    }
}
