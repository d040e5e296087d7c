import Foundation

/// What people see: results on stdout, everything said beside them on stderr.
struct Terminal: Sendable {
    /// Colors only help; letters carry the meaning.
    let hasColor: Bool

    static let plain = Terminal(hasColor: false)

    /// Colors on a terminal, unless `NO_COLOR` says otherwise (https://no-color.org).
    static var standardOutput: Terminal {
        let environment = ProcessInfo.processInfo.environment
        let isWanted = (environment["NO_COLOR"] ?? "").isEmpty && environment["TERM"] != "dumb"
        return Terminal(hasColor: isWanted && isatty(STDOUT_FILENO) == 1)
    }

    func painted(_ text: String, _ paint: Paint) -> String {
        guard hasColor, paint != .none else { return text }
        return "\u{1B}[\(paint.rawValue)m\(text)\u{1B}[0m"
    }

    /// A result.
    static func tell(_ text: String) { write(text, to: STDOUT_FILENO) }

    /// Anything else.
    static func talk(_ text: String) { write(text, to: STDERR_FILENO) }

    private static func write(_ text: String, to descriptor: Int32) {
        var bytes = Array(text.utf8)
        if bytes.last != UInt8(ascii: "\n") { bytes.append(UInt8(ascii: "\n")) }
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes { buffer in
                Foundation.write(descriptor, buffer.baseAddress?.advanced(by: written), buffer.count - written)
            }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { return }
            written += count
        }
    }
}

/// The colors used, by their ANSI codes.
enum Paint: String, Sendable {
    case none = ""
    case bold = "1"
    case faint = "2"
    case red = "31"
    case green = "32"
    case yellow = "33"
    case blue = "34"
}
