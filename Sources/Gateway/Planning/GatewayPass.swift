/// One thing to do.
enum GatewayAction: Hashable, Sendable {
    case command(ProxyCommand)
    /// Check the file and put it in place; nothing after it is done when that fails.
    case write(Fragment)
    /// Let the proxy begin anew with the file: it does not know a backend.
    case reload
}

/// What one look at everything came to.
struct GatewayPass: Hashable, Sendable {
    /// In their order.
    var actions: [GatewayAction] = []
    /// Why not everything is as it should be.
    var holds: [Hold] = []
    /// Whether something is waited for that may come at any moment.
    var isWaiting = false
}
