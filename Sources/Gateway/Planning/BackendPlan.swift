/// What is to be done next for one backend, from how it should be and how the proxy shows it.
///
/// In this order: `enabling`, then the file with `fragment`, then `disabling`. So a reload in between finds both colors
/// enabled, never none.
struct BackendPlan: Hashable, Sendable {
    /// Changes after which more servers are ready than before.
    var enabling: [ProxyCommand] = []
    /// What the file must say before anything is disabled; a server that was enabled is in it once it was read back.
    var fragment: Fragment.Backend
    /// Changes after which fewer servers are ready than before.
    var disabling: [ProxyCommand] = []
    /// Why it is not as it should be; servers that only finish requests are no reason.
    var holds: [Hold] = []
    /// Whether something is waited for that may come at any moment.
    var isWaiting = false
}
