import Eureka

/// The numbers at a glance: instances by status, readers and replicas that agree.
struct Tiles {
    /// How many readers are named that have not fetched yet.
    static let mostNamed = 3

    let page: RegistryPage
    let apps: [AppSummary]

    func write(to html: inout HTMLWriter) {
        html.element(.dl, .class("tiles")) { html in
            tile("UP", total(.up), .instances, &html) { $0.text("take traffic") }
            tile("OUT_OF_SERVICE", total(.outOfService), .instances, &html) { $0.text("kept out of traffic") }
            tile("Other", other.reduce(0) { $0 + $1.count }, .instances, &html) { html in
                html.text(
                    other.isEmpty
                        ? "none"
                        : other.map { "\($0.count) \($0.status.rawValue)" }.joined(separator: ", "))
            }
            readers(&html)
            replicas(&html)
        }
    }

    private func total(_ status: EurekaStatus) -> Int { apps.reduce(0) { $0 + $1.counts[status] } }

    private var other: [(status: EurekaStatus, count: Int)] {
        EurekaStatus.pageOrder.filter { $0 != .up && $0 != .outOfService }.map { ($0, total($0)) }
            .filter { $0.count > 0 }
    }

    private func readers(_ html: inout HTMLWriter) {
        let all = page.readers.readers
        let behind = all.filter { ReaderStanding($0, revision: page.readers.revision, now: page.now) != .current }
        tile("Readers up to date", "\(all.count - behind.count) of \(all.count)", .readers, &html) { html in
            guard !behind.isEmpty else { return html.text(all.isEmpty ? "nobody fetches" : "all have the latest") }
            html.text("not yet: ")
            let addresses = RegistryPage.addresses(behind)
            for (index, address) in addresses.prefix(Self.mostNamed).enumerated() {
                if index > 0 { html.text(", ") }
                html.foreign(address)
            }
            if addresses.count > Self.mostNamed { html.text(" and \(addresses.count - Self.mostNamed) more") }
        }
    }

    private func replicas(_ html: inout HTMLWriter) {
        let all = page.replicas
        let agreeing = all.filter { $0.isAvailable(now: page.now) && $0.agrees(with: page.listing.hashCode) == true }
        tile("Replicas that agree", "\(agreeing.count) of \(all.count)", .replicas, &html) { html in
            html.text(all.count > 1 ? (agreeing.count == all.count ? "same hash" : "see below") : "this one only")
        }
    }

    private func tile(
        _ term: String, _ number: Int, _ section: PageSection, _ html: inout HTMLWriter,
        detail: (inout HTMLWriter) -> Void
    ) {
        tile(term, String(number), section, &html, detail: detail)
    }

    private func tile(
        _ term: String, _ number: String, _ section: PageSection, _ html: inout HTMLWriter,
        detail: (inout HTMLWriter) -> Void
    ) {
        html.element(.div) { html in
            html.element(.dt, text: term)
            html.element(.dd) { html in
                html.element(.a, HTMLAttribute.href(.page(section.rawValue)) + [.class("number")]) { $0.text(number) }
                html.text(" ")
                html.element(.small, content: detail)
            }
        }
    }
}
