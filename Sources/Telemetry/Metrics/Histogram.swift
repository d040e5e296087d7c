/// Counted measurements: how many fell into each bucket, how many there were, and their sum.
struct Histogram: Hashable, Sendable {
    let buckets: HistogramBuckets
    private(set) var counts: [UInt64]
    private(set) var count: UInt64 = 0
    private(set) var sum = 0.0

    init(_ buckets: HistogramBuckets) {
        self.buckets = buckets
        self.counts = Array(repeating: 0, count: buckets.upperBounds.count)
    }

    /// Counts one measurement; one that is no number is left out, as it would spoil the sum for good.
    mutating func record(_ value: Double) {
        guard value.isFinite else { return }
        count += 1
        sum += value
        if let index = buckets.upperBounds.firstIndex(where: { value <= $0 }) {
            counts[index] += 1
        }
    }

    /// How many measurements were at most each upper bound, in the order of the bounds.
    var cumulativeCounts: [UInt64] {
        var total: UInt64 = 0
        return counts.map { own in
            total += own
            return total
        }
    }
}
