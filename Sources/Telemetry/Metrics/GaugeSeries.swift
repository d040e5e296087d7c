import Metrics
import NIOConcurrencyHelpers

/// A value that goes up and down; the last one counts.
final class GaugeSeries: MetricSeries, MeterHandler, RecorderHandler {
    private let current = NIOLockedValueBox(0.0)

    func set(_ value: Int64) {
        set(Double(value))
    }

    func set(_ value: Double) {
        current.withLockedValue { $0 = value }
    }

    func increment(by amount: Double) {
        current.withLockedValue { $0 += amount }
    }

    func decrement(by amount: Double) {
        current.withLockedValue { $0 -= amount }
    }

    func record(_ value: Int64) {
        set(Double(value))
    }

    func record(_ value: Double) {
        set(value)
    }

    func sample() -> Sample {
        .value(current.withLockedValue { $0 })
    }
}
