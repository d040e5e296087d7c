import Eureka
import Metrics

/// What the registry counts. Every label value exists from the start; no ids and no app names as labels.
struct RegistryMetrics: Sendable {
    let registrations: Counter
    let renewals: Counter
    let unknownRenewals: Counter
    let cancellations: Counter
    let evictions: Counter
    let readers: Gauge
    let unwritten: Gauge
    let held: Gauge
    let replicas: Gauge
    let revision: Gauge
    private let instances: [EurekaStatus: Gauge]
    private let statusChanges: [StatusResult: Counter]
    private let writes: [Bool: Counter]

    init(factory: any MetricsFactory = MetricsSystem.factory) {
        func counter(_ metric: RegistryMetric, _ dimensions: [(String, String)] = []) -> Counter {
            let counter = Counter(label: metric.rawValue, dimensions: dimensions, factory: factory)
            counter.increment(by: 0)
            return counter
        }
        func gauge(_ metric: RegistryMetric, _ dimensions: [(String, String)] = []) -> Gauge {
            let gauge = Gauge(label: metric.rawValue, dimensions: dimensions, factory: factory)
            gauge.record(0)
            return gauge
        }
        registrations = counter(.registrations)
        renewals = counter(.renewals, [("result", "renewed")])
        unknownRenewals = counter(.renewals, [("result", "unknown")])
        cancellations = counter(.cancellations)
        evictions = counter(.evictions)
        readers = gauge(.readers)
        unwritten = gauge(.unwrittenRecords)
        held = gauge(.heldInstances)
        replicas = gauge(.replicas)
        revision = gauge(.revision)
        var instances: [EurekaStatus: Gauge] = [:]
        for status in EurekaStatus.allCases { instances[status] = gauge(.instances, [("status", status.rawValue)]) }
        self.instances = instances
        var statusChanges: [StatusResult: Counter] = [:]
        for result in StatusResult.allCases where result != .missing {
            statusChanges[result] = counter(.statusChanges, [("result", result.rawValue)])
        }
        self.statusChanges = statusChanges
        writes = [
            true: counter(.storeWrites, [("result", "ok")]), false: counter(.storeWrites, [("result", "failed")]),
        ]
    }

    /// What became of a status change; one of an unknown instance counts for nothing.
    func statusChange(_ result: StatusResult) { statusChanges[result]?.increment() }

    func wrote(_ isDone: Bool) { writes[isDone]?.increment() }

    func record(_ counts: StatusCounts) {
        for (status, gauge) in instances { gauge.record(counts[status]) }
    }
}
