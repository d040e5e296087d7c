/// What one gateway has counted of an app, as of its last report.
public struct GatewayReading: Hashable, Sendable {
    /// Tells it from the other gateways.
    public let name: String
    /// Its present count: another one begins with each start of it.
    public let run: String
    /// When it reported, by its own clock: only whether it has done so again counts.
    public var at: Int64
    /// Totals since that count began; nil for a color of which it counts nothing.
    public let counts: PerColor<TrafficCounts?>

    /// One report of a gateway.
    public init(name: String, run: String, at: Int64, counts: PerColor<TrafficCounts?>) {
        self.name = name
        self.run = run
        self.at = at
        self.counts = counts
    }
}
