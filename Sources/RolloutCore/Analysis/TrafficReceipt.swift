/// What a rollout did to requests, as the gateways counted from its start to its end.
public struct TrafficReceipt: Codable, Hashable, Sendable {
    /// How many gateways counted.
    public let gateways: Int
    /// What each color got.
    public let counts: PerColor<TrafficCounts>

    /// A receipt put together by hand.
    public init(gateways: Int, counts: PerColor<TrafficCounts>) {
        self.gateways = gateways
        self.counts = counts
    }

    /// Nil when no gateway counted: nothing is known then, not even that nothing failed.
    init?(_ tally: TrafficTally?) {
        guard let tally, tally.gateways > 0 else { return nil }
        self.init(gateways: tally.gateways, counts: tally.total)
    }

    /// Both colors together.
    public var total: TrafficCounts { counts.blue + counts.green }
}
