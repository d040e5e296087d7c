/// What an agent goes on with after a restart.
struct Resumption: Hashable {
    /// What its former life said of the instance last.
    var claim: Claim
    /// Whether the registries were told everything else as it is now, so that there is nothing to tell them again.
    var isRegistered: Bool
}
