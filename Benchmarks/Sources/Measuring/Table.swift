/// A table of Markdown, aligned so that it can be read on a terminal too.
public struct Table: Sendable, CustomStringConvertible {
    private var rows: [[String]]

    /// A table with these columns; the first is text, the rest are figures.
    public init(_ columns: String...) {
        rows = [columns]
    }

    /// Adds a row; as many cells as there are columns.
    public mutating func add(_ cells: String...) {
        precondition(cells.count == rows[0].count, "a row has \(rows[0].count) cells")
        rows.append(cells)
    }

    /// The lines of the table.
    public var description: String {
        let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
        let lines = rows.map { row in
            let cells = row.indices.map { column in
                let space = String(repeating: " ", count: widths[column] - row[column].count)
                return column == 0 ? row[column] + space : space + row[column]
            }
            return "| " + cells.joined(separator: " | ") + " |"
        }
        let rule = widths.indices.map { String(repeating: "-", count: widths[$0] + 1) + ($0 == 0 ? "-" : ":") }
        return ([lines[0], "|" + rule.joined(separator: "|") + "|"] + lines.dropFirst()).joined(separator: "\n")
    }
}

extension Double {
    /// With that many digits after the point.
    public func rounded(to digits: Int) -> String {
        var scale = 1.0
        for _ in 0..<digits { scale *= 10 }
        let whole = (self * scale).rounded()
        guard digits > 0 else { return String(Int(whole)) }
        let magnitude = Int(whole.magnitude)
        let fraction = String(magnitude % Int(scale))
        let sign = whole < 0 ? "-" : ""
        return "\(sign)\(magnitude / Int(scale)).\(String(repeating: "0", count: digits - fraction.count))\(fraction)"
    }
}
