import Foundation

/// A password from standard input: its first line, not shown while it is typed.
enum PasswordInput {
    /// - Throws: `Failure` when there is no line.
    static func read(for name: String) throws(Failure) -> String {
        let isTerminal = isatty(STDIN_FILENO) == 1
        if isTerminal { Terminal.talk("password of \(name) (not shown):") }
        let line = isTerminal ? withoutEcho { readLine() } : readLine()
        guard let line else {
            throw Failure(.usage, "no password on standard input: type one, pipe one in, or say --generate")
        }
        return line
    }

    private static func withoutEcho(_ body: () -> String?) -> String? {
        var shown = termios()
        guard tcgetattr(STDIN_FILENO, &shown) == 0 else { return body() }
        var hidden = shown
        hidden.c_lflag &= ~tcflag_t(ECHO)
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden)
        defer { tcsetattr(STDIN_FILENO, TCSAFLUSH, &shown) }
        return body()
    }
}
