/// Text as it may stand in the page, in an element or in a quoted attribute.
///
/// Markup is escaped. What cannot be seen is made visible or replaced: control characters, marks that turn the direction
/// of writing, and what XML does not allow at all; so is the fourth of successive combining marks, which would pile up
/// over the lines above.
enum PlainText {
    static let mostMarks = 3

    static func append(_ text: String, to bytes: inout [UInt8]) {
        var marks = 0
        for scalar in text.unicodeScalars {
            if let written = escaped(scalar) {
                bytes.append(contentsOf: written.utf8)
                marks = 0
            } else if scalar.isASCII {
                bytes.append(UInt8(truncatingIfNeeded: scalar.value))
                marks = 0
            } else {
                marks = isMark(scalar) ? marks + 1 : 0
                let isShown = marks <= mostMarks && !isInvisible(scalar)
                bytes.append(contentsOf: String(isShown ? scalar : replacement).utf8)
            }
        }
    }

    private static let replacement: Unicode.Scalar = "\u{FFFD}"

    private static func escaped(_ scalar: Unicode.Scalar) -> String? {
        switch scalar {
        case "&": "&amp;"
        case "<": "&lt;"
        case ">": "&gt;"
        case "\"": "&quot;"
        case "'": "&#39;"
        case "\u{7F}": "\u{2421}"
        case ..<" ": Unicode.Scalar(0x2400 + scalar.value).map { String($0) }
        default: nil
        }
    }

    private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark: true
        default: false
        }
    }

    private static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate, .unassigned: true
        default: false
        }
    }
}
