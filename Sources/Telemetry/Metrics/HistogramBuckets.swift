/// The upper bounds a histogram counts by. The bucket without a bound (`+Inf`) is always there and not listed.
public struct HistogramBuckets: Hashable, Sendable {
    /// From half a millisecond to a minute: calls to ZooKeeper and the registry at one end, whole rollouts at the other.
    public static let seconds = HistogramBuckets(
        0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60
    )

    /// Ascending, finite.
    public let upperBounds: [Double]

    /// Makes buckets with these upper bounds, which must be finite and ascending.
    public init(_ upperBounds: Double...) {
        precondition(
            upperBounds.allSatisfy(\.isFinite) && zip(upperBounds, upperBounds.dropFirst()).allSatisfy { $0 < $1 },
            "Histogram bounds must be finite and ascending"
        )
        self.upperBounds = upperBounds
    }
}
