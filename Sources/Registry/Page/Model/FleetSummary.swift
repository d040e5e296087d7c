import Eureka

/// The instances of one app and color, counted.
struct FleetSummary: Hashable, Sendable {
    /// The two colors, always in this order.
    enum Color: String, CaseIterable, Hashable, Sendable {
        case blue
        case green

        /// The letter beside the color, for whoever cannot tell them apart.
        var letter: String { self == .blue ? "B" : "G" }
        var other: Self { self == .blue ? .green : .blue }
    }

    let color: Color
    private(set) var counts = StatusCounts()
    private(set) var count = 0
    /// Whether an instance has ever been UP.
    private(set) var hasServed = false

    init(_ color: Color, of instances: [InstanceInfo]) {
        self.color = color
        for instance in instances where instance.fleetColor == color {
            counts.add(instance.status)
            count += 1
            hasServed = hasServed || instance.lease.serviceUpTimestamp > 0
        }
    }

    /// How many take traffic.
    var up: Int { counts[.up] }
    /// How many are kept out of traffic on purpose: the way back.
    var standby: Int { counts[.outOfService] }
    var isServing: Bool { up > 0 }
}

extension InstanceInfo {
    /// The color the instance is of; nil for one that is not managed.
    var fleetColor: FleetSummary.Color? { color.flatMap { FleetSummary.Color(rawValue: $0) } }
}
