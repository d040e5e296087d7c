/// Lines of `name  what is so`, the names in one column. On a terminal what is so is wrapped beside them.
struct Facts {
    /// What is narrower is not worth wrapping into.
    private static let leastWidth = 20

    private var lines: [(name: String, text: String)] = []

    mutating func append(_ name: String, _ text: String) { lines.append((name, text)) }

    func rendered(for terminal: Terminal = .plain) -> String {
        let width = (lines.map(\.name.count).max() ?? 0) + 2
        return lines.flatMap { name, text in
            let padding = String(repeating: " ", count: width - name.count)
            guard let columns = terminal.columns, columns - width >= Self.leastWidth else {
                return [terminal.painted(name, .faint) + padding + text]
            }
            return ScreenText.wrapped(text, to: columns - width).enumerated().map { row, part in
                let lead = row == 0 ? terminal.painted(name, .faint) + padding : String(repeating: " ", count: width)
                return lead + part
            }
        }.joined(separator: "\n")
    }
}
