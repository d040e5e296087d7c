import Metrics

/// What is counted of one peer. The peers are those of the configuration, so they may be labels.
struct PeerMetrics: Sendable {
    let delivered: Counter
    let dropped: Counter
    let waiting: Gauge
    let reachable: Gauge

    init(peer: String, factory: any MetricsFactory) {
        func items(_ result: String) -> Counter {
            let dimensions = [("peer", peer), ("result", result)]
            let counter = Counter(
                label: RegistryMetric.peerItems.rawValue, dimensions: dimensions, factory: factory)
            counter.increment(by: 0)
            return counter
        }
        delivered = items("delivered")
        dropped = items("dropped")
        waiting = Gauge(label: RegistryMetric.peerWaiting.rawValue, dimensions: [("peer", peer)], factory: factory)
        reachable = Gauge(label: RegistryMetric.peerReachable.rawValue, dimensions: [("peer", peer)], factory: factory)
        waiting.record(0)
        reachable.record(0)
    }
}
