/// An instance's status in the registry, in Eureka's words. Only `UP` instances get traffic.
public enum InstanceStatus: String, Codable, Hashable, Sendable, CustomStringConvertible {
    case up = "UP"
    case down = "DOWN"
    case starting = "STARTING"
    case outOfService = "OUT_OF_SERVICE"
    case unknown = "UNKNOWN"

    public var description: String { rawValue }
}
