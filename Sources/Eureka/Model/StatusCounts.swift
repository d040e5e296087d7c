/// How many instances have which status.
public struct StatusCounts: Hashable, Sendable {
    private var counts: [EurekaStatus: Int] = [:]

    /// No instances.
    public init() {}

    /// How many instances have that status.
    public subscript(status: EurekaStatus) -> Int { counts[status] ?? 0 }

    /// Counts one more instance of that status, or as many as said.
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
