/// One label combination of a metric, measured by whoever holds it and read when Prometheus fetches.
protocol MetricSeries: AnyObject, Sendable {
    func sample() -> Sample
}

/// What a series says at one moment.
enum Sample {
    case value(Double)
    case histogram(Histogram)
}
