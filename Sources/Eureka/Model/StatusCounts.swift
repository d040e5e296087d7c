/// How many instances have which status.
public struct StatusCounts: Hashable, Sendable {
    private var counts: [EurekaStatus: Int] = [:]

    public init() {}

    public subscript(status: EurekaStatus) -> Int { counts[status] ?? 0 }

    public mutating func add(_ status: EurekaStatus, _ difference: Int = 1) {
        counts[status, default: 0] += difference
    }

    /// Eureka's reconcile hash: `DOWN_1_UP_2_`, statuses in alphabetical order, those without instances left out.
    ///
    /// It says nothing about which instances these are; clients compare it after applying a delta.
    public var hashCode: String {
        let alphabetical: [EurekaStatus] = [.down, .outOfService, .starting, .unknown, .up]
        var text = ""
        for status in alphabetical where self[status] > 0 { text += "\(status.rawValue)_\(self[status])_" }
        return text
    }
}
