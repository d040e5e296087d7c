import RolloutCore

/// Adds up what the proxy's processes count, by app and color, across reloads.
struct CounterBook: Sendable {
    private var apps: [String: AppCounters] = [:]
    private var last: [String: [String: ServerCounters]] = [:]
    private var processID: Int?

    /// By the name of the app.
    var all: [AppCounters] { apps.values.sorted { $0.app < $1.app } }

    /// Takes in a reading; `fleets` says to which color a server of an app's production backend belongs.
    mutating func take(_ reading: ProxyReading, fleets: [String: [String: Color]]) {
        let isNewProcess = processID != reading.processID
        // What the first process counted before the gateway started is not the gateway's to tell.
        let isFirst = processID == nil
        processID = reading.processID
        for (app, colors) in fleets {
            let backend = WantedBackend.name(of: app, .production)
            var counters = apps[app] ?? AppCounters(app: app)
            if isNewProcess, !isFirst { counters.reloads += 1 }
            for (server, counted) in reading.counters[backend] ?? [:] {
                guard let color = colors[server] else { continue }
                if isFirst { continue }
                counters.colors[color].add(counted.since(isNewProcess ? nil : last[backend]?[server]))
            }
            apps[app] = counters
        }
        last = reading.counters
    }

    /// Requests of a server were ended by us.
    mutating func cut(_ sessions: Int, app: String, color: Color) {
        apps[app, default: AppCounters(app: app)].colors[color].cutSessions += sessions
    }
}
