public import RolloutCore

/// Whom to ask whether it is ready.
public struct ProbeTarget: Hashable, Sendable {
    public let endpoint: Endpoint
    /// As the instance registered it; followed only when it names the endpoint's own host.
    public let healthCheckURL: String?

    public init(endpoint: Endpoint, healthCheckURL: String?) {
        self.endpoint = endpoint
        self.healthCheckURL = healthCheckURL
    }
}

/// Asks one instance whether it is ready. Answers within its own deadline, whatever happens.
public protocol ReadinessProbe: Sendable {
    func probe(_ target: ProbeTarget) async -> Readiness
}
