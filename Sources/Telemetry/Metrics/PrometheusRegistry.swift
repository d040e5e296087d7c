public import Metrics
import NIOConcurrencyHelpers

/// The measurements of one process, kept for Prometheus to fetch.
///
/// It is a swift-metrics factory: counters become counters (named `…_total`), meters and non-aggregating recorders become
/// gauges, timers (named `…_seconds`) and aggregating recorders become histograms. Characters that Prometheus does not
/// allow in a name are replaced by `_`.
///
/// Limits: at most ``seriesLimit`` label combinations a metric and ``familyLimit`` metrics. What goes beyond is measured
/// nowhere and counted in `bluegreen_telemetry_dropped_series_total`, as is a name used for two kinds of metric.
/// Safe to use from any thread.
public final class PrometheusRegistry: Sendable {
    /// Label combinations kept for one metric.
    public static let defaultSeriesLimit = 10_000
    /// Metrics kept for one process.
    public static let familyLimit = 2_000
    /// The metric that counts what a limit kept out.
    public static let droppedSeriesName = "bluegreen_telemetry_dropped_series_total"

    /// What that metric tells.
    public static let droppedSeriesHelp = "Series that were asked for beyond the limits, and are not measured."

    /// Label combinations kept for one metric of this registry.
    public let seriesLimit: Int
    private let buckets: HistogramBuckets
    private let storage: NIOLockedValueBox<MetricStore>
    private let dropped = CounterSeries()

    /// Makes an empty registry; `buckets` holds for every histogram in it.
    public init(buckets: HistogramBuckets = .seconds, seriesLimit: Int = PrometheusRegistry.defaultSeriesLimit) {
        precondition(seriesLimit > 0, "A metric needs room for at least one series")
        self.seriesLimit = seriesLimit
        self.buckets = buckets
        self.storage = NIOLockedValueBox(MetricStore(seriesLimit: seriesLimit, familyLimit: Self.familyLimit))
        describe(Self.droppedSeriesName, Self.droppedSeriesHelp)
        storage.withLockedValue { store in
            _ = store.series(MetricName.counter(Self.droppedSeriesName), .counter, LabelSet([])) { dropped }
        }
    }

    /// Declares what a metric means; the text becomes its `# HELP` line. `name` is as given to swift-metrics or as exposed.
    public func describe(_ name: String, _ help: String) {
        storage.withLockedValue { $0.describe(MetricName.sanitized(name), help) }
    }

    /// All measurements in Prometheus' text format 0.0.4, sorted by name and labels.
    ///
    /// Format: <https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format>
    public func exposition() -> String {
        let families = storage.withLockedValue { $0.sortedFamilies() }
        return Exposition.render(families)
    }

    private func series<S: MetricSeries>(
        _ name: String,
        _ kind: MetricKind,
        _ dimensions: [(String, String)],
        _ make: () -> S
    ) -> S {
        let labels = LabelSet(dimensions, reserved: kind == .histogram ? "le" : nil)
        if let kept = storage.withLockedValue({ $0.series(name, kind, labels, make) }) as? S {
            return kept
        }
        dropped.increment(by: Int64(1))
        return make()
    }

    private func remove(_ handler: AnyObject) {
        storage.withLockedValue { $0.remove(handler) }
    }
}

extension PrometheusRegistry: MetricsFactory {
    /// A counter; `_total` is added to a name without it.
    public func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        series(MetricName.counter(label), .counter, dimensions) { CounterSeries() }
    }

    /// A counter that grows by fractions; `_total` is added to a name without it.
    public func makeFloatingPointCounter(
        label: String,
        dimensions: [(String, String)]
    ) -> any FloatingPointCounterHandler {
        series(MetricName.counter(label), .counter, dimensions) { CounterSeries() }
    }

    /// A gauge.
    public func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        series(MetricName.sanitized(label), .gauge, dimensions) { GaugeSeries() }
    }

    /// A histogram when it aggregates, else a gauge of the last value.
    public func makeRecorder(label: String, dimensions: [(String, String)], aggregate: Bool) -> any RecorderHandler {
        guard aggregate else {
            return series(MetricName.sanitized(label), .gauge, dimensions) { GaugeSeries() }
        }
        return series(MetricName.sanitized(label), .histogram, dimensions) { HistogramSeries(buckets) }
    }

    /// A histogram of seconds; `_seconds` is added to a name without it.
    public func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        series(MetricName.seconds(label), .histogram, dimensions) { HistogramSeries(buckets) }
    }

    /// Forgets the series; a later one of the same name and labels starts at 0.
    public func destroyCounter(_ handler: any CounterHandler) { remove(handler) }
    /// Forgets the series; a later one of the same name and labels starts at 0.
    public func destroyFloatingPointCounter(_ handler: any FloatingPointCounterHandler) { remove(handler) }
    /// Forgets the series.
    public func destroyMeter(_ handler: any MeterHandler) { remove(handler) }
    /// Forgets the series.
    public func destroyRecorder(_ handler: any RecorderHandler) { remove(handler) }
    /// Forgets the series.
    public func destroyTimer(_ handler: any TimerHandler) { remove(handler) }
}
