/// The proxy as it was at one moment.
struct ProxyReading: Hashable, Sendable {
    /// Another one than before: it was reloaded or restarted.
    var processID: Int
    /// Our backends by name, each with its servers by name.
    var backends: [String: [String: ProxyServer]]
    /// What each server has counted since the process started, by backend and server.
    var counters: [String: [String: ServerCounters]] = [:]
}
