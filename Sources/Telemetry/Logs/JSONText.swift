/// Text as a JSON string, fit for one line.
///
/// Beyond what RFC 8259 §7 asks for, every character that is not seen is escaped, as in ``LogText``.
enum JSONText {
    static func quoted(_ text: String) -> String {
        var result = "\""
        var left = LogText.lengthLimit
        for scalar in text.unicodeScalars {
            guard left > 0 else {
                result += "…"
                break
            }
            left -= 1
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            default:
                if LogText.isHidden(scalar) {
                    for unit in String(scalar).utf16 { result += escape(unit) }
                } else {
                    result.unicodeScalars.append(scalar)
                }
            }
        }
        return result + "\""
    }

    /// Whole numbers and booleans as such, everything else as a string.
    static func literal(_ value: any CustomStringConvertible) -> String {
        switch value {
        case let value as Bool: value ? "true" : "false"
        case let value as any BinaryInteger: value.description
        default: quoted(value.description)
        }
    }

    private static func escape(_ unit: UInt16) -> String {
        let digits = String(unit, radix: 16)
        return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    }
}
