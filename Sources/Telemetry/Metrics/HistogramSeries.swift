import Metrics
import NIOConcurrencyHelpers

/// A distribution, counted in the registry's buckets.
final class HistogramSeries: MetricSeries, TimerHandler, RecorderHandler {
    private let histogram: NIOLockedValueBox<Histogram>

    init(_ buckets: HistogramBuckets) {
        self.histogram = NIOLockedValueBox(Histogram(buckets))
    }

    func recordNanoseconds(_ duration: Int64) {
        record(Double(duration) / 1e9)
    }

    func record(_ value: Int64) {
        record(Double(value))
    }

    func record(_ value: Double) {
        histogram.withLockedValue { $0.record(value) }
    }

    func sample() -> Sample {
        .histogram(histogram.withLockedValue { $0 })
    }
}
