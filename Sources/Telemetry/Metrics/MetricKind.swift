/// What Prometheus calls a metric's type.
enum MetricKind: String {
    case counter
    case gauge
    case histogram
}
