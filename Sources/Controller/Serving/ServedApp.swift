import Coordination

/// One app as everything that serves all of them knows it.
struct ServedApp: Sendable {
    let layout: ZNodeLayout
    let board: FactBoard
    /// One a registry, in their order.
    let followers: [RegistryFollower]
    /// Wakes the passes.
    let alarm: Alarm
    /// Wakes the prober.
    let probing: Alarm
}
