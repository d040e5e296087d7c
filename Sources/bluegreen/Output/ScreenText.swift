/// Text made fit for a screen: no wider than it, and in ASCII where nothing else is shown.
enum ScreenText {
    /// The first `width` columns of a line; escape sequences take none, and what was painted is not left open.
    static func cut(_ line: String, to width: Int) -> String {
        var (shown, columns, isEscape, isPainted) = ("", 0, false, false)
        for character in line {
            if character == "\u{1B}" { (isEscape, isPainted) = (true, true) }
            if isEscape {
                shown.append(character)
                if character == "m" { isEscape = false }
                continue
            }
            guard columns < width else { return isPainted ? shown + "\u{1B}[0m" : shown }
            shown.append(character)
            columns += 1
        }
        return shown
    }

    /// Lines of at most `width` columns, broken between words, or within one that is longer. Escape sequences take no column.
    static func wrapped(_ text: String, to width: Int) -> [String] {
        func columns(_ word: Substring) -> Int { word.replacing(/\u{1B}\[[0-9]*m/, with: "").count }
        guard columns(text[...]) > width else { return [text] }
        var lines: [String] = []
        var (line, taken) = ("", 0)
        for (place, word) in text.split(separator: " ", omittingEmptySubsequences: false).enumerated() {
            var (word, wide) = (word, columns(word))
            if place > 0 {
                if taken + 1 + wide <= width {
                    line += " " + word
                    taken += 1 + wide
                    continue
                }
                lines.append(line)
                (line, taken) = ("", 0)
            }
            while wide > width, wide == word.count {
                lines.append(String(word.prefix(width)))
                word = word.dropFirst(width)
                wide = word.count
            }
            (line, taken) = (String(word), wide)
        }
        return lines + [line]
    }

    private static let replacements: [Character: String] = [
        "✔": "+", "✖": "x", "◌": "~", "•": "-", "‖": "=", "●": "*", "○": "o", "├": "|", "└": "`", "│": "|", "─": "-",
        "→": "->", "“": "\"", "”": "\"", "…": "...",
    ]

    /// The same in ASCII; what has no counterpart becomes a question mark.
    static func ascii(_ text: String) -> String {
        text.reduce(into: "") { plain, character in
            plain += character.isASCII ? String(character) : replacements[character] ?? "?"
        }
    }
}
