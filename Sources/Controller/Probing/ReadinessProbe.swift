public import RolloutCore

/// Whom to ask whether it is ready.
public struct ProbeTarget: Hashable, Sendable {
    /// Where the instance listens, by its member znode.
    public let endpoint: Endpoint
    /// As the instance registered it; followed only when it names the endpoint's own host.
    public let healthCheckURL: String?

    /// A target without a health URL is asked by a TCP connection.
    public init(endpoint: Endpoint, healthCheckURL: String?) {
        self.endpoint = endpoint
        self.healthCheckURL = healthCheckURL
    }
}

/// Asks one instance whether it is ready. Answers within its own deadline, whatever happens.
public protocol ReadinessProbe: Sendable {
    /// The verdict of one look; a failure to reach the instance is a verdict too, never an error.
    func probe(_ target: ProbeTarget) async -> Readiness
}
