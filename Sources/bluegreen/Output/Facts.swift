/// Lines of `name  what is so`, the names in one column.
struct Facts {
    private var lines: [(name: String, text: String)] = []

    mutating func append(_ name: String, _ text: String) { lines.append((name, text)) }

    func rendered(for terminal: Terminal = .plain) -> String {
        let width = lines.map(\.name.count).max() ?? 0
        return lines.map { name, text in
            let padding = String(repeating: " ", count: width - name.count + 2)
            return terminal.painted(name, .faint) + padding + text
        }.joined(separator: "\n")
    }
}
