import Coordination
import RolloutCore

/// One znode below `/blue` or `/green`.
struct MemberReading: Hashable, Sendable {
    let id: InstanceID
    let color: Color
    let member: FleetMember
}
