import Metrics
import NIOConcurrencyHelpers

/// A sum that only grows. Exact for whole numbers up to 2^53, as everything in Prometheus is.
final class CounterSeries: MetricSeries, CounterHandler, FloatingPointCounterHandler {
    private let total = NIOLockedValueBox(0.0)

    func increment(by amount: Int64) {
        increment(by: Double(amount))
    }

    func increment(by amount: Double) {
        guard amount.isFinite, amount >= 0 else { return }
        total.withLockedValue { $0 += amount }
    }

    func reset() {
        total.withLockedValue { $0 = 0 }
    }

    func sample() -> Sample {
        .value(total.withLockedValue { $0 })
    }
}
