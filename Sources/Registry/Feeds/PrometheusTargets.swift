import Eureka
import Foundation

/// Every instance as Prometheus' HTTP service discovery takes them: one group of one target an instance.
///
/// The labels `app`, `color` and `instance` stay with what is scraped. The status is there for relabelling only: as a label
/// of its own it would begin new series with every switch, and break every rate across it.
struct PrometheusTargets: Encodable, Hashable, Sendable {
    struct Group: Encodable, Hashable, Sendable {
        let targets: [String]
        let labels: [String: String]
    }

    let groups: [Group]

    init(_ listing: Applications) {
        groups = listing.applications.flatMap(\.instances).map(Group.init)
    }

    func encode(to encoder: any Encoder) throws { try groups.encode(to: encoder) }
}

extension PrometheusTargets.Group {
    /// Spring tells a port of its own for metrics as metadata `management.port`; `prometheus.path` is where they are.
    init(_ instance: InstanceInfo) {
        let address = FeedAddress(instance)
        let ports = 1...65_535
        let port = instance.metadata["management.port"].flatMap { Int($0) }.flatMap { ports.contains($0) ? $0 : nil }
        targets = [address.authority(port: port)]
        var labels = [
            "app": instance.app.lowercased(), "instance": instance.effectiveID,
            "__meta_bluegreen_status": instance.status.rawValue,
        ]
        labels["color"] = instance.color
        if let path = instance.metadata["prometheus.path"], path.hasPrefix("/") { labels["__metrics_path__"] = path }
        if address.isSecure { labels["__scheme__"] = "https" }
        self.labels = labels
    }
}
