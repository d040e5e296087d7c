/// What one gateway has counted of an app, as of its last report.
public struct GatewayReading: Hashable, Sendable {
    /// Tells it from the other gateways.
    public let name: String
    /// Its present count: another one begins with each start of it.
    public let run: String
    /// Totals since that count began; nil for a color of which it counts nothing.
    public let counts: PerColor<TrafficCounts?>

    /// One report of a gateway.
    public init(name: String, run: String, counts: PerColor<TrafficCounts?>) {
        self.name = name
        self.run = run
        self.counts = counts
    }
}
