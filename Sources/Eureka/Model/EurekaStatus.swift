/// Whether an instance takes traffic, in Eureka's words.
///
/// Clients route only to ``up``. The raw values are the wire's, exact in case.
public enum EurekaStatus: String, CaseIterable, Hashable, Sendable, Codable {
    /// Takes traffic.
    case up = "UP"
    /// Says of itself that it cannot serve.
    case down = "DOWN"
    /// Not ready yet.
    case starting = "STARTING"
    /// Healthy, but deliberately kept out of traffic.
    case outOfService = "OUT_OF_SERVICE"
    /// Says nothing usable; a heartbeat of such an instance is answered 404, so that it registers anew.
    case unknown = "UNKNOWN"

    /// True for the two statuses an operator switches between; the others come from the instance itself.
    var isSwitchable: Bool { self == .up || self == .outOfService }
}
