import Eureka

/// Who fetches the registry and what they have seen: whom a switch waits for.
struct ReaderTable {
    /// How many are shown; those behind come first.
    static let most = 500

    let page: RegistryPage

    func write(to html: inout HTMLWriter) {
        let readers = page.readers.readers.map {
            (reader: $0, standing: ReaderStanding($0, revision: page.readers.revision, now: page.now))
        }
        guard !readers.isEmpty else {
            return html.element(.p, .class("quiet"), text: "Nobody has fetched the registry lately.")
        }
        var table = PageTable(
            heading: PageSection.readers.rawValue,
            columns: ["Address", "User agent", "Last fetch", "Usual interval", "Revision seen", "Behind"], form: .cards)
        let ordered = readers.filter { $0.standing != .current } + readers.filter { $0.standing == .current }
        table.rows = ordered.prefix(Self.most).map { row($0.reader, $0.standing) }
        table.write(to: &html)
        if ordered.count > Self.most {
            html.element(.p, .class("quiet"), text: "And \(ordered.count - Self.most) more.")
        }
    }

    private func row(_ reader: RegistryReader, _ standing: ReaderStanding) -> [PageTable.Cell] {
        [
            .init { html in
                html.foreign(reader.address.isEmpty ? "unknown" : reader.address)
                if reader.gateway { html.tag("gateway") }
            },
            .init { html in
                if reader.userAgent.isEmpty { html.text("–") } else { html.foreign(reader.userAgent) }
            },
            .whole(PageTime.ago(reader.lastFetch, now: page.now) ?? "–"),
            .text(interval(reader)),
            .whole(String(reader.revision)),
            .init { html in
                behind(reader, standing, &html)
                for held in reader.held {
                    html.text(" ")
                    html.foreign("\(held.app): \(held.reason)")
                }
            },
        ]
    }

    private func interval(_ reader: RegistryReader) -> String {
        let milliseconds = reader.intervalMilliseconds
        guard milliseconds > 0 else { return "not known yet" }
        return milliseconds < 1000 ? "under 1 s" : PageTime.text(milliseconds: milliseconds)
    }

    private func behind(_ reader: RegistryReader, _ standing: ReaderStanding, _ html: inout HTMLWriter) {
        let count = reader.changesBehind(page.readers.revision)
        let changes = count == 1 ? "1 change" : "\(count) changes"
        switch standing {
        case .current: html.text("up to date")
        case .due(nil): html.text(changes)
        case .due(let milliseconds?):
            html.text("\(changes), fetches in about \(PageTime.textAhead(milliseconds: milliseconds))")
        case .overdue(let milliseconds):
            html.text(changes)
            html.late("overdue by \(PageTime.text(milliseconds: milliseconds))")
        }
    }
}
