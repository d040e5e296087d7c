import Metrics
import NIOConcurrencyHelpers
import RolloutCore

/// What Prometheus sees of the controller.
struct ControllerMetrics: Sendable {
    private let factory: any MetricsFactory
    private let leader: Gauge
    private let apps: NIOLockedValueBox<[AppName: AppMetrics]>

    init(factory: any MetricsFactory, rootApp: AppName) {
        self.factory = factory
        leader = Gauge(label: ControllerMetric.leader.rawValue, dimensions: [], factory: factory)
        apps = NIOLockedValueBox([rootApp: AppMetrics(factory: factory, app: rootApp)])
        leader.record(0)
    }

    /// The same for as long as the process runs.
    func app(_ name: AppName) -> AppMetrics {
        apps.withLockedValue { apps in
            if let metrics = apps[name] { return metrics }
            let metrics = AppMetrics(factory: factory, app: name)
            apps[name] = metrics
            return metrics
        }
    }

    func leading(_ isLeading: Bool) { leader.record(isLeading ? 1 : 0) }
}
