import Foundation

/// What people see: results on stdout, everything said beside them on stderr.
struct Terminal: Sendable {
    /// Colors only help; letters carry the meaning.
    let hasColor: Bool
    /// How wide it is; nil for what is no terminal, where every line is as long as it is.
    var columns: Int?

    static let plain = Terminal(hasColor: false)

    /// The same where lines are cut later.
    var unlimited: Terminal { Terminal(hasColor: hasColor) }

    /// Colors on a terminal, unless `NO_COLOR` says otherwise (https://no-color.org).
    static var standardOutput: Terminal {
        let environment = ProcessInfo.processInfo.environment
        let isWanted = (environment["NO_COLOR"] ?? "").isEmpty && environment["TERM"] != "dumb"
        guard isatty(STDOUT_FILENO) == 1 else { return .plain }
        return Terminal(hasColor: isWanted, columns: size.columns)
    }

    /// Whether somebody looks at standard output, rather than a program or a file.
    static var isInteractive: Bool {
        isatty(STDOUT_FILENO) == 1 && ProcessInfo.processInfo.environment["TERM"] != "dumb"
    }

    /// Rows and columns of the terminal; what is usual where it does not tell.
    static var size: (rows: Int, columns: Int) {
        var window = winsize()
        let told = ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &window) == 0 && window.ws_row > 0 && window.ws_col > 0
        return told ? (Int(window.ws_row), Int(window.ws_col)) : (24, 80)
    }

    func painted(_ text: String, _ paint: Paint) -> String {
        guard hasColor, paint != .none else { return text }
        return "\u{1B}[\(paint.rawValue)m\(text)\u{1B}[0m"
    }

    /// A result.
    ///
    /// - Returns: false when nobody reads any more.
    @discardableResult
    static func tell(_ text: String) -> Bool { write(text.hasSuffix("\n") ? text : text + "\n", to: STDOUT_FILENO) }

    /// Anything else.
    static func talk(_ text: String) { write(text.hasSuffix("\n") ? text : text + "\n", to: STDERR_FILENO) }

    /// A part of a screen.
    @discardableResult
    static func draw(_ text: String) -> Bool { write(text, to: STDOUT_FILENO) }

    @discardableResult
    private static func write(_ text: String, to descriptor: Int32) -> Bool {
        let bytes = Array(text.utf8)
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes { buffer in
                Foundation.write(descriptor, buffer.baseAddress?.advanced(by: written), buffer.count - written)
            }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { return false }
            written += count
        }
        return true
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
