/// Columns that line up. The last one is as long as it is, unless a terminal is narrower: then the widest are wrapped.
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

    /// No column gets narrower for want of room.
    private static let leastWidth = 12
    private static let gap = 2

    private let header: [String]
    private var rows: [[Cell]] = []

    init(_ header: String...) {
        self.header = header
    }

    mutating func append(_ cells: [Cell]) { rows.append(cells) }

    func rendered(for terminal: Terminal = .plain) -> String {
        let titles = header.map { Cell($0, .faint) }
        let widths = fit(
            header.indices.map { column in
                ([titles] + rows).map { column < $0.count ? $0[column].text.count : 0 }.max() ?? 0
            }, to: terminal.columns)
        return ([titles] + rows).flatMap { lines(of: $0, widths, terminal) }.joined(separator: "\n")
    }

    /// Takes what is too much from the widest columns, one after another.
    private func fit(_ widths: [Int], to columns: Int?) -> [Int] {
        guard let columns else { return widths }
        var widths = widths
        while widths.reduce(0, +) + Self.gap * (widths.count - 1) > columns {
            guard let widest = widths.indices.max(by: { widths[$0] < widths[$1] }), widths[widest] > Self.leastWidth
            else { break }
            let next = widths.filter { $0 < widths[widest] }.max() ?? 0
            let excess = widths.reduce(0, +) + Self.gap * (widths.count - 1) - columns
            let alike = widths.count { $0 == widths[widest] }
            let cut = max(1, min(widths[widest] - max(next, Self.leastWidth), (excess + alike - 1) / alike))
            widths[widest] -= cut
        }
        return widths
    }

    private func lines(of cells: [Cell], _ widths: [Int], _ terminal: Terminal) -> [String] {
        let parts = zip(cells, widths).map { ScreenText.wrapped($0.text, to: max(1, $1)) }
        let height = parts.map(\.count).max() ?? 0
        return (0..<height).map { row in
            line(zip(cells, parts).map { Cell(row < $1.count ? $1[row] : "", $0.paint) }, widths, terminal)
        }
    }

    private func line(_ cells: [Cell], _ widths: [Int], _ terminal: Terminal) -> String {
        let lastFilled = cells.lastIndex { !$0.text.isEmpty } ?? 0
        return cells.prefix(lastFilled + 1).enumerated().map { column, cell in
            let padding = column == lastFilled ? 0 : widths[column] - cell.text.count
            return terminal.painted(cell.text, cell.paint) + String(repeating: " ", count: max(0, padding))
        }.joined(separator: String(repeating: " ", count: Self.gap))
    }
}
