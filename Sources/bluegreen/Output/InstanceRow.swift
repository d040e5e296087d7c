import Coordination
import RolloutCore

/// One instance as `status` and `instances` show it.
struct InstanceRow: Hashable, Sendable, Encodable {
    /// What one registry says of it.
    struct Said: Hashable, Sendable, Encodable {
        let registry: String
        /// Nil: not registered there.
        let status: InstanceStatus?
    }

    let id: String
    let color: Color
    /// Nil when the data of its znode is no endpoint.
    let endpoint: String?
    /// Who keeps its znode: `instance`, `agent` or `registry`; nil when it is only registered.
    let owner: String?
    /// One for each registry that answered, in their order.
    let registries: [Said]

    /// The status that every registry that answered shows.
    var status: InstanceStatus? { agrees ? registries.first?.status : nil }

    /// All that answered say the same.
    var agrees: Bool { registries.allSatisfy { $0.status == registries.first?.status } }

    /// UP, or nothing but its status keeps it from being so.
    var couldServe: Bool { status == .up || status == .outOfService }

    private enum Key: CodingKey {
        case id
        case color
        case status
        case agrees
        case endpoint
        case owner
        case registries
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(id, forKey: .id)
        try container.encode(color, forKey: .color)
        try container.encodeIfPresent(status, forKey: .status)
        try container.encode(agrees, forKey: .agrees)
        try container.encodeIfPresent(endpoint, forKey: .endpoint)
        try container.encodeIfPresent(owner, forKey: .owner)
        try container.encode(registries, forKey: .registries)
    }

    /// Joins the znodes with what the registries say, by id; blue first, then by id.
    static func rows(members: [MemberReading], readings: [RegistryReading]) -> [InstanceRow] {
        let answering = readings.filter { $0.failure == nil }
        let statuses = answering.map { reading in
            Dictionary(reading.entries.map { ($0.id, $0) }) { first, _ in first }
        }
        let said = { (id: InstanceID) in
            zip(answering, statuses).map { Said(registry: $0.name, status: $1[id]?.status) }
        }
        let known = Set(members.map(\.id))
        var strays: [InstanceID: (Color, Endpoint)] = [:]
        for entry in answering.flatMap(\.entries) where !known.contains(entry.id) {
            if let color = entry.color { strays[entry.id] = (color, entry.endpoint) }
        }
        let rows = members.map { member in
            InstanceRow(
                id: member.id.rawValue, color: member.color, endpoint: member.member.endpoint?.description,
                owner: member.member.owner.rawValue, registries: said(member.id))
        }
        let registeredOnly = strays.map { id, place in
            InstanceRow(
                id: id.rawValue, color: place.0, endpoint: place.1.description, owner: nil, registries: said(id))
        }
        return (rows + registeredOnly).sorted { ($0.color, $0.id) < ($1.color, $1.id) }
    }
}
