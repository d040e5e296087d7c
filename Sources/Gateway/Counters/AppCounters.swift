public import RolloutCore

/// The counters of both colors of one app, at one moment.
public struct AppCounters: Hashable, Sendable, Codable {
    /// The app, in lower case.
    public var app: String
    /// Since the gateway started.
    public var colors = PerColor(blue: BackendCounters(), green: BackendCounters())
    /// How often the proxy began to count anew meanwhile.
    public var reloads = 0

    /// Nothing counted yet.
    public init(app: String) { self.app = app }
}
