/// What the health checks found at one moment.
public struct HealthReport: Hashable, Sendable {
    /// Names of all checks, sorted.
    public let checked: [String]
    /// Names of those that failed, sorted.
    public let failing: [String]

    /// Nothing failed.
    public var isReady: Bool { failing.isEmpty }
}
