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
            old color, 3 stuck, 4 paused when the wait was over, 5 refused, 6 the wait timed out, 7 somebody has asked for the other color since.
            """)

    @Argument(help: "blue or green", completion: .list(Color.allCases.map(\.rawValue)))
    var color: String
    @OptionGroup var wait: WaitOptions
    @Flag(name: .long, help: "Begins an app that is not there yet; without, one that nobody knows is refused.")
    var create = false
    @Flag(name: .long, help: "Says what would be done, step by step, and does nothing.") var plan = false
    @OptionGroup var options: VerbOptions

    func validate() throws { _ = try ColorArgument.value(color) }

    func run() async throws {
        let asking = Asking(
            wait: wait.wait, timeout: try wait.timeoutDuration(), saying: wait.words.saying, format: options.output,
            advice: options.advice)
        let color = try ColorArgument.value(color)
        if plan {
            let planning = Planning(isRollback: false, format: options.output)
            return try await options.withSurvey(try options.settings()) { try await planning.plan(color, $0) }
        }
        let advice = "nothing was asked for; --create begins a new one"
        try await options.withSession(try options.settings(), mayBeMissing: create, orElse: advice) { session, layout in
            try await asking.ask(for: color, layout: layout, session: session)
        }
    }
}
