import Coordination

@testable import RolloutCore
@testable import bluegreen

/// 2026-11-23T14:02:11Z and the seconds after it.
func moment(_ seconds: Int64) -> Timestamp { Timestamp(milliseconds: 1_795_442_531_000 + seconds * 1_000) }

func entry(
    _ number: Int, _ outcome: Outcome, revision: Int64, source: Color = .blue, target: Color? = .green,
    comment: String? = nil, reason: String = "why it ended so"
) -> HistoryEntry {
    HistoryEntry(
        number: number, source: source, target: target, outcome: outcome, startedAt: moment(0), finishedAt: moment(592),
        by: "maria", comment: comment, reason: reason, revision: revision, steps: [], requests: [])
}

func member(_ id: String, _ color: Color, port: Int) -> MemberReading {
    MemberReading(
        id: InstanceID(rawValue: id), color: color,
        member: FleetMember(endpoint: Endpoint(host: "10.0.0.1", port: port), owner: .agent))
}

func registry(_ name: String, _ statuses: [(String, InstanceStatus)]) -> RegistryReading {
    RegistryReading(
        name: name, revision: 812,
        entries: statuses.map { id, status in
            .init(
                id: InstanceID(rawValue: id), status: status, color: .blue,
                endpoint: Endpoint(host: "10.0.0.9", port: 9))
        })
}
