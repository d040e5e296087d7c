/// Makes any text safe inside one log line.
///
/// What came from outside may hold line breaks, terminal sequences or characters that turn the reading direction; all of
/// these are written as `\n`, `\t`, `\u{1b}`, so that one event is one line that shows what is in it.
enum LogText {
    /// Characters of one value that are shown; the rest is cut off and said to be.
    static let lengthLimit = 8_192

    /// The message: escaped, spaces stay.
    static func message(_ text: String) -> String {
        escaped(text, quotes: false)
    }

    /// A metadata key: whatever would look like the line's own structure becomes `_`.
    static func key(_ text: String) -> String {
        guard !text.isEmpty else { return "_" }
        var result = ""
        for scalar in text.unicodeScalars.prefix(lengthLimit) {
            let isOwn = scalar == " " || scalar == "=" || scalar == "\"" || isHidden(scalar)
            result.unicodeScalars.append(isOwn ? "_" : scalar)
        }
        return result
    }

    /// A metadata value: bare when nothing in it can be misread, else in quotes.
    static func value(_ text: String) -> String {
        let isBare =
            !text.isEmpty && text.unicodeScalars.count <= lengthLimit
            && text.unicodeScalars.allSatisfy { scalar in
                scalar != " " && scalar != "=" && scalar != "\"" && scalar != "\\" && !isHidden(scalar)
            }
        return isBare ? text : "\"\(escaped(text, quotes: true))\""
    }

    private static func escaped(_ text: String, quotes: Bool) -> String {
        var result = ""
        var left = lengthLimit
        for scalar in text.unicodeScalars {
            guard left > 0 else { return result + "…" }
            left -= 1
            switch scalar {
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case "\\": result += "\\\\"
            case "\"" where quotes: result += "\\\""
            default:
                if isHidden(scalar) {
                    result += "\\u{\(String(scalar.value, radix: 16))}"
                } else {
                    result.unicodeScalars.append(scalar)
                }
            }
        }
        return result
    }

    /// Control, format and separator characters other than the plain space: they change a line without being seen.
    static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return scalar.value < 0x20 || scalar.value == 0x7F }
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned: return true
        default: return false
        }
    }
}
