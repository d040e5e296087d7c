/// One server as the proxy shows it.
struct ProxyServer: Hashable, Sendable {
    var name: String
    /// `address:port`.
    var address: String
    var isInMaintenance: Bool
    var isDraining: Bool
    /// As it is now, and as the configuration or `add server` gave it.
    var weight: Int
    var initialWeight: Int
    /// The word of the statistics: `UP`, `UP 1/2`, `DOWN`, `MAINT`, `no check`, …
    var status: String
    /// What the last health check came to, as `L7STS 500`; empty without one.
    var check = ""
    /// Whether it was made with health checks that nobody has begun.
    var lacksChecks = false
    /// Requests under way.
    var sessions: Int

    /// Neither in maintenance nor draining.
    var isReady: Bool { !isInMaintenance && !isDraining }

    /// As healthy as can be: `UP 1/2` is one that has not passed a check yet, or failed the last.
    var isUp: Bool { status == "UP" || status == "no check" }

    /// Is given new requests.
    var takesTraffic: Bool { isReady && weight > 0 && (status.hasPrefix("UP") || status == "no check") }
}
