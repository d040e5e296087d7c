/// Adds up what gateways count during a rollout, over gateways that come, go and begin to count anew.
///
/// A gateway that was not known counts from when it was first seen: what it had counted before is of no concern. What one
/// counted between its last report and a restart of it is lost.
public struct TrafficTally: Codable, Hashable, Sendable {
    private struct Source: Codable, Hashable, Sendable {
        let name: String
        var run: String
        var last: PerColor<TrafficCounts?>
    }

    private var sources: [Source] = []
    /// What was counted of each color since the tally began.
    public private(set) var total = PerColor(blue: TrafficCounts(), green: TrafficCounts())

    /// More gateways than this are not added up: the record has to stay small.
    public static let gatewayLimit = 64

    /// Nothing counted yet.
    public init() {}

    /// How many gateways have counted.
    public var gateways: Int { sources.count }

    mutating func take(_ readings: [GatewayReading]) {
        for reading in readings {
            guard let index = sources.firstIndex(where: { $0.name == reading.name }) else {
                guard sources.count < Self.gatewayLimit else { continue }
                sources.append(Source(name: reading.name, run: reading.run, last: reading.counts))
                continue
            }
            if sources[index].run != reading.run {
                sources[index].run = reading.run
                sources[index].last = PerColor(blue: nil, green: nil)
            }
            for color in Color.allCases {
                guard let counts = reading.counts[color] else { continue }
                let before = sources[index].last[color] ?? TrafficCounts()
                // Within a run counts only grow: one that is smaller was overtaken on its way.
                guard counts.hasGrown(from: before) else { continue }
                total[color] = total[color] + (counts - before)
                sources[index].last[color] = counts
            }
        }
    }

    func taking(_ readings: [GatewayReading]) -> TrafficTally {
        var tally = self
        tally.take(readings)
        return tally
    }
}
