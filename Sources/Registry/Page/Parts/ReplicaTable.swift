import Eureka

/// The registries that share one memory, and whether they agree.
struct ReplicaTable {
    let page: RegistryPage

    func write(to html: inout HTMLWriter) {
        var table = PageTable(
            heading: PageSection.replicas.rawValue, columns: ["Replica", "Revision", "Heard", "Hash"], form: .cards)
        table.rows = page.replicas.map { replica in
            [
                .init { html in
                    html.foreign(replica.name)
                    if replica.isThis { html.tag("this one") }
                },
                .whole(replica.revision.map { String($0) } ?? "–"),
                .init { heard(replica, &$0) },
                .init { hash(replica, &$0) },
            ]
        }
        table.write(to: &html)
        if page.replicas.count < 2 {
            html.element(.p, .class("quiet"), text: "No other registry shares this one's memory.")
        }
    }

    private func heard(_ replica: RegistryPage.Replica, _ html: inout HTMLWriter) {
        if replica.isThis { return html.text("–") }
        guard let heard = replica.heard.flatMap({ PageTime.ago($0, now: page.now) }) else { return html.text("never") }
        html.text(heard)
        if !replica.isAvailable(now: page.now) { html.late("silent") }
    }

    private func hash(_ replica: RegistryPage.Replica, _ html: inout HTMLWriter) {
        switch replica.agrees(with: page.listing.hashCode) {
        case true?: html.text(replica.isThis ? "–" : "same")
        case false?: html.late("different")
        case nil: html.text("not said yet")
        }
    }
}
