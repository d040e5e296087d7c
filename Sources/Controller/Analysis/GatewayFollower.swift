import Coordination
import Eureka
import RolloutCore

/// Keeps what gateways count up to date while any app is moved: one call a registry for all apps.
struct GatewayFollower: Sendable {
    let registries: [EurekaClient]
    let table: AppTable
    let interval: Duration

    func run() async {
        while !Task.isCancelled {
            if table.apps.contains(where: { $0.board.read { $0.isMoving } }) { await refresh() }
            try? await Task.sleep(for: interval)
        }
    }

    /// Asks every registry once; one that cannot be asked is left out, as whoever else asks it says.
    func refresh() async {
        let reports = await withTaskGroup(of: [GatewayReport].self) { group in
            for client in registries {
                group.addTask { ((try? await client.gatewayReports()) ?? nil)?.gateways ?? [] }
            }
            return await group.reduce(into: []) { $0 += $1 }
        }
        let newest = Self.newest(of: reports)
        for app in table.apps {
            let name = app.layout.app.rawValue.lowercased()
            let readings = newest.compactMap { GatewayReading($0, app: name) }
            app.board.update { facts in
                facts.gateways = Self.withoutStepsBack(readings, from: facts.gateways)
                return false
            }
        }
    }

    /// Two questions under way at once may be answered in the other order, and no gateway takes back what it has counted.
    static func withoutStepsBack(_ readings: [GatewayReading], from known: [GatewayReading]) -> [GatewayReading] {
        readings.map { reading in
            known.first { $0.name == reading.name && $0.run == reading.run && $0.at > reading.at } ?? reading
        }
    }

    /// A gateway that follows another registry than before is in both for a while.
    static func newest(of reports: [GatewayReport]) -> [GatewayReport] {
        var newest: [String: GatewayReport] = [:]
        for report in reports where report.at > newest[report.name]?.at ?? .min { newest[report.name] = report }
        return newest.values.sorted { $0.name < $1.name }
    }
}

extension GatewayReading {
    /// Nil when the gateway does not count that app.
    ///
    /// - Parameter app: in lower case.
    init?(_ report: GatewayReport, app: String) {
        guard let colors = report.apps.first(where: { $0.key.lowercased() == app })?.value else { return nil }
        self.init(
            name: report.name, run: report.run, at: report.at,
            counts: PerColor(
                blue: colors["blue"].map(TrafficCounts.init), green: colors["green"].map(TrafficCounts.init)))
    }
}

extension TrafficCounts {
    init(_ counters: GatewayCounters) {
        self.init(
            requests: counters.requests, failedResponses: counters.failedResponses,
            connectionErrors: counters.connectionErrors, retries: counters.retries, cutSessions: counters.cutSessions,
            responseMilliseconds: counters.responseMilliseconds, timedResponses: counters.timedResponses)
    }
}
