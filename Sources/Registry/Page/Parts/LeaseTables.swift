import Eureka

/// The leases granted and ended last: Eureka's "last 1000 since startup".
struct LeaseTables {
    let page: RegistryPage

    func write(to html: inout HTMLWriter) {
        part("Last registered leases", page.registered, isEnded: false, &html)
        part("Last cancelled leases", page.cancelled, isEnded: true, &html)
    }

    private func part(
        _ heading: String, _ leases: [RegistryPage.RecentLease], isEnded: Bool, _ html: inout HTMLWriter
    ) {
        let id = isEnded ? "leases-cancelled" : "leases-registered"
        html.element(.details, .class("folded")) { html in
            html.element(.summary) { html in
                html.element(.strong, .id(id), text: heading)
                html.text(" (\(leases.count)) ")
                if let newest = leases.first.flatMap({ PageTime.ago($0.time, now: page.now) }) {
                    html.element(.small, text: "the newest \(newest)")
                }
            }
            guard !leases.isEmpty else { return html.element(.p, .class("quiet"), text: "None lately.") }
            var table = PageTable(
                heading: id, columns: ["Time (UTC)", "Application", "Instance"] + (isEnded ? ["How"] : []), form: .cards
            )
            table.rows = leases.map { lease in
                [
                    .init { $0.moment(lease.time) }, .foreign(lease.app), .foreign(lease.id),
                    .text(lease.ending.map { $0 == .expired ? "lease ran out" : "cancelled" } ?? "–"),
                ]
            }
            table.write(to: &html)
        }
    }
}
