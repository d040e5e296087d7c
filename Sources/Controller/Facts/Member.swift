import Coordination
import RolloutCore

/// One child of `/blue` or `/green`, with what its data says.
struct Member: Hashable, Sendable {
    let id: InstanceID
    let member: FleetMember
}
