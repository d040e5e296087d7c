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
