/// A table of the page: column names, then rows whose first cell names the row.
struct PageTable {
    /// How the table fits a narrow screen.
    enum Form {
        /// Each row becomes a card.
        case cards
        /// The table is scrolled sideways.
        case scrolled
    }

    /// One cell and what is in it.
    struct Cell {
        let content: (inout HTMLWriter) -> Void

        init(_ content: @escaping (inout HTMLWriter) -> Void) { self.content = content }

        static func text(_ text: String) -> Self { .init { $0.text(text) } }
        /// Not broken over lines, as numbers must not be.
        static func whole(_ text: String) -> Self { .init { $0.element(.span, .class("whole"), text: text) } }
        static func foreign(_ text: String) -> Self { .init { $0.foreign(text) } }
    }

    /// The id of the heading that names the table.
    let heading: String
    let columns: [String]
    let form: Form
    var rows: [[Cell]] = []

    func write(to html: inout HTMLWriter) {
        switch form {
        case .cards: table(&html)
        case .scrolled:
            html.element(.div, .class("scrolled"), .role("region"), .labelledBy(heading), .focusable) { table(&$0) }
        }
    }

    // The roles are said once more for the cards: laid out as blocks, a table is none any more for screen readers.
    private func table(_ html: inout HTMLWriter) {
        html.element(.table, .class(form == .cards ? "cards" : "plain"), .role("table"), .labelledBy(heading)) { html in
            html.element(.thead, .role("rowgroup")) { html in
                html.element(.tr, .role("row")) { html in
                    for column in columns {
                        html.element(.th, .scope("col"), .role("columnheader"), text: column)
                    }
                }
            }
            html.element(.tbody, .role("rowgroup")) { html in
                for row in rows { html.element(.tr, .role("row")) { self.cells(row, &$0) } }
            }
        }
    }

    private func cells(_ row: [Cell], _ html: inout HTMLWriter) {
        for (index, (cell, column)) in zip(row, columns).enumerated() {
            if index == 0 {
                html.element(.th, .scope("row"), .role("rowheader"), content: cell.content)
            } else {
                html.element(.td, .role("cell"), .column(column), content: cell.content)
            }
        }
    }
}
