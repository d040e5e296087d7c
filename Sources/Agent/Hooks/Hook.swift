import Eureka

/// A moment at which an operator's own program is run.
public enum Hook: String, CaseIterable, Hashable, Sendable {
    /// The instance is well, and before it may be enabled.
    case preEnable = "pre-enable"
    /// The registries show it as UP.
    case postEnable = "post-enable"
    /// The agent is asked to end, and before it takes the instance out.
    case preDisable = "pre-disable"
    /// It is UP no more, whoever has done that.
    case postDisable = "post-disable"
}

/// One run of a hook.
struct HookCall: Hashable {
    var hook: Hook
    /// The status before and, as far as it is known, after.
    var from: EurekaStatus?
    var to: EurekaStatus?
    /// Tells the runs of one agent from one another.
    var number: Int
}
