import Eureka
import Foundation

/// Eureka's table of names and values, with what there is to know about this registry.
struct GeneralInfo {
    let page: RegistryPage
    let apps: [AppSummary]

    func write(to html: inout HTMLWriter) {
        let available = page.replicas.filter { $0.isAvailable(now: page.now) }
        let unavailable = page.replicas.filter { !$0.isAvailable(now: page.now) }
        let instances = apps.reduce(0) { $0 + $1.instances.count }
        html.element(.dl, .class("facts")) { html in
            html.fact("server-uptime") {
                $0.text(PageTime.text(milliseconds: PageTime.elapsed(from: page.started, to: page.now)))
            }
            html.fact("num-of-cpus") { $0.text(String(ProcessInfo.processInfo.activeProcessorCount)) }
            html.fact("instances") { $0.text("\(instances) of at most \(page.maximumInstances)") }
            html.fact("registered-replicas") { names(page.replicas, &$0) }
            html.fact("available-replicas") { names(available, &$0) }
            html.fact("unavailable-replicas") { names(unavailable, &$0) }
            html.fact("revision") { $0.text(String(page.readers.revision)) }
            html.fact("apps-hashcode") { html in
                if page.listing.hashCode.isEmpty { html.text("–") } else { html.foreign(page.listing.hashCode) }
            }
            html.fact("not in ZooKeeper yet") {
                $0.text(page.store == .standalone ? "standalone" : "\(page.unwritten) changes")
            }
            html.fact("readers known since") { $0.moment(page.readers.since ?? 0) }
        }
    }

    private func names(_ replicas: [RegistryPage.Replica], _ html: inout HTMLWriter) {
        if replicas.isEmpty { return html.text("none") }
        for (index, replica) in replicas.prefix(20).enumerated() {
            if index > 0 { html.text(", ") }
            html.foreign(replica.name)
        }
    }
}
