import Eureka

/// One app at a glance: what is UP, which color serves, and whether there is a way back.
struct AppSummary: Hashable, Sendable {
    let name: String
    let instances: [InstanceInfo]
    private(set) var counts = StatusCounts()
    let blue: FleetSummary
    let green: FleetSummary

    init(_ application: Application) {
        name = application.name
        instances = application.instances
        for instance in application.instances { counts.add(instance.status) }
        blue = FleetSummary(.blue, of: application.instances)
        green = FleetSummary(.green, of: application.instances)
    }

    var up: Int { counts[.up] }

    /// Whether any instance has a color.
    var isManaged: Bool { blue.count + green.count > 0 }

    /// Both colors take traffic: a switch is under way, or was left half done.
    var isServingBoth: Bool { blue.isServing && green.isServing }

    /// The color that serves alone.
    var serving: FleetSummary? {
        switch (blue.isServing, green.isServing) {
        case (true, false): blue
        case (false, true): green
        default: nil
        }
    }

    /// The color to go back to while the other one serves alone.
    var standby: FleetSummary? { serving.map { $0.color == .blue ? green : blue } }

    /// One color serves, and the other has nothing that could take over.
    var hasNoWayBack: Bool { standby.map { $0.standby == 0 } ?? false }

    /// Nothing takes traffic although something once did.
    var isDark: Bool { up == 0 && instances.contains { $0.lease.serviceUpTimestamp > 0 } }
}
