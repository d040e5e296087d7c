/// Columns that line up. The last one is as long as it is.
struct Table {
    struct Cell: ExpressibleByStringInterpolation {
        let text: String
        let paint: Paint

        init(_ text: String, _ paint: Paint = .none) {
            self.text = text
            self.paint = paint
        }

        init(stringLiteral value: String) { self.init(value) }
    }

    private let header: [String]
    private var rows: [[Cell]] = []

    init(_ header: String...) {
        self.header = header
    }

    mutating func append(_ cells: [Cell]) { rows.append(cells) }

    func rendered(for terminal: Terminal = .plain) -> String {
        let titles = header.map { Cell($0, .faint) }
        let widths = header.indices.map { column in
            ([titles] + rows).map { column < $0.count ? $0[column].text.count : 0 }.max() ?? 0
        }
        return ([titles] + rows).map { line($0, widths, terminal) }.joined(separator: "\n")
    }

    private func line(_ cells: [Cell], _ widths: [Int], _ terminal: Terminal) -> String {
        let lastFilled = cells.lastIndex { !$0.text.isEmpty } ?? 0
        return cells.prefix(lastFilled + 1).enumerated().map { column, cell in
            let padding = column == lastFilled ? 0 : widths[column] - cell.text.count
            return terminal.painted(cell.text, cell.paint) + String(repeating: " ", count: padding)
        }.joined(separator: "  ")
    }
}
