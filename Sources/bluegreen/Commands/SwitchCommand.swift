import ArgumentParser
import Coordination
import RolloutCore

/// `bluegreen switch COLOR`
struct SwitchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "switch",
        abstract: "Asks for a color, as `zkCli.sh set /active_color` does.",
        discussion: """
            With --wait the exit code tells the end: 0 the color serves and every registry shows it, 2 safely back on the \
            old color, 3 stuck, 5 refused, 6 the wait timed out, 7 somebody has asked for the other color since.
            """)

    @Argument(help: "blue or green", completion: .list(Color.allCases.map(\.rawValue)))
    var color: String
    @OptionGroup var wait: WaitOptions
    @OptionGroup var options: VerbOptions

    func validate() throws {
        guard Color(rawValue: color) == nil else { return }
        let suggestion = Suggestion(for: color, among: Color.allCases.map(\.rawValue))
        throw ValidationError("\"\(color)\" is neither blue nor green, nothing was asked for\(suggestion)")
    }

    func run() async throws {
        let asking = Asking(
            wait: wait.wait, timeout: try wait.timeoutDuration(), comment: wait.message, format: options.output)
        guard let color = Color(rawValue: color) else { return }
        try await options.withSession(try options.settings()) { session, layout in
            try await asking.ask(for: color, layout: layout, session: session)
        }
    }
}
