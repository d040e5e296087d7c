/// An instance's status in the registry, in Eureka's words. Only `UP` instances get traffic.
public enum InstanceStatus: String, Codable, Hashable, Sendable, CustomStringConvertible {
    /// Gets traffic.
    case up = "UP"
    /// By its own account it cannot serve.
    case down = "DOWN"
    /// By its own account it is not up yet.
    case starting = "STARTING"
    /// Kept out of traffic on purpose, as the standby color is.
    case outOfService = "OUT_OF_SERVICE"
    /// Nothing is known; also stands for a status that this program has no word for.
    case unknown = "UNKNOWN"

    /// As Eureka writes it: `OUT_OF_SERVICE`.
    public var description: String { rawValue }
}
