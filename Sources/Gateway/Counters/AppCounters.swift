import RolloutCore

/// The counters of both colors of one app, at one moment.
struct AppCounters: Hashable, Sendable {
    /// The app, in lower case.
    var app: String
    /// Since the gateway started.
    var colors = PerColor(blue: BackendCounters(), green: BackendCounters())
    /// How often the proxy began to count anew meanwhile.
    var reloads = 0

    init(app: String) { self.app = app }
}
