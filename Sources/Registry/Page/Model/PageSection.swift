/// The sections of the page, in their order; the raw values are the ids of their headings.
enum PageSection: String, CaseIterable, Hashable, Sendable {
    case status = "system-status"
    case replicas
    case instances
    case readers
    case details
    case general = "general-info"
    case leases

    /// What it is called; as in Eureka where Eureka has it.
    var heading: String {
        switch self {
        case .status: "System Status"
        case .replicas: "DS Replicas"
        case .instances: "Instances currently registered with Eureka"
        case .readers: "Readers"
        case .details: "Each instance"
        case .general: "General Info"
        case .leases: "Last leases"
        }
    }

    /// What it is called where there is little room.
    var shortHeading: String { self == .instances ? "Instances" : heading }
}
