import Eureka

/// The last report of each gateway. In memory only: gateways report every few seconds, to the replica that they follow.
struct GatewayLog: Sendable {
    /// More gateways than this are refused.
    static let limit = 256
    /// One that was silent for longer, in milliseconds, is forgotten.
    static let longestSilence: Int64 = 60_000

    private struct Entry: Sendable {
        let report: GatewayReport
        let heard: EpochMilliseconds
    }

    private var entries: [String: Entry] = [:]

    /// - Returns: False when there is no room for another one.
    mutating func take(_ report: GatewayReport, now: EpochMilliseconds) -> Bool {
        if entries[report.name] == nil, entries.count >= Self.limit {
            forgetSilent(now: now)
            guard entries.count < Self.limit else { return false }
        }
        entries[report.name] = Entry(report: report, heard: now)
        return true
    }

    mutating func forgetSilent(now: EpochMilliseconds) {
        entries = entries.filter { now - $1.heard <= Self.longestSilence }
    }

    /// Those heard of lately, by name.
    func reports(now: EpochMilliseconds) -> [GatewayReport] {
        entries.values.filter { now - $0.heard <= Self.longestSilence }.map(\.report).sorted { $0.name < $1.name }
    }
}
