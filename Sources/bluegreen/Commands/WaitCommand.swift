import ArgumentParser
import Coordination
import RolloutCore
import ZooKeeper

/// `bluegreen wait --for COLOR`
struct WaitCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "wait",
        abstract: "Waits until a color serves, whoever asked for it.",
        discussion: """
            For CI that writes `/active_color` with ZooKeeper's own tools: set the color, then wait for it. Exit codes are \
            those of `switch --wait`: 0 the color serves, 2 safely back on the old color, 3 stuck, 4 paused when the time \
            was over, 5 refused, 6 the time was over, 7 somebody has asked for the other color since.
            """)

    @Option(name: .customLong("for"), help: "blue or green", completion: .list(Color.allCases.map(\.rawValue)))
    var color: String
    @Option(name: .long, help: "How long to wait (default 10m).") var timeout: String?
    @OptionGroup var options: VerbOptions

    func validate() throws { _ = try ColorArgument.value(color) }

    func run() async throws {
        let color = try ColorArgument.value(color)
        let timeout = try DurationOption.value("--timeout", timeout, default: .seconds(600))
        let format = options.output
        try await options.withSession(try options.settings()) { session, layout in
            let waiting = Waiting(
                color: color, layout: layout, session: session, timeout: timeout, advice: options.advice)
            let end = try await waiting.end()
            if format == .json {
                Terminal.tell(try JSONText.of("Wait", WaitReport(app: layout.app.rawValue, color: color, end)))
            } else {
                Terminal.tell(RequestOutput.line(end.sentence, end.rollout))
            }
            if end.status != .reached { throw end.status }
        }
    }
}

/// How a wait ended, for programs.
private struct WaitReport: Encodable {
    let app: String
    let color: Color
    let result: String
    let exitCode: Int32
    let rollout: String?
    let reason: String

    init(app: String, color: Color, _ end: SwitchWatch.End) {
        self.app = app
        self.color = color
        result = "\(end.status)"
        exitCode = end.status.rawValue
        rollout = end.rollout
        reason = end.sentence
    }
}
