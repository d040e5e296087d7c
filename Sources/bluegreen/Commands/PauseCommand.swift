import ArgumentParser
import RolloutCore

/// `bluegreen pause`
struct PauseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pause",
        abstract: "Holds the rollout under way: no further step forward is made until it is resumed.",
        discussion: """
            Going back is never held: `bluegreen abort` works while it is paused. Exit code 0: accepted, 5: refused, \
            6: not answered in time and withdrawn, 69: there is no leader.
            """)

    @OptionGroup var request: RequestOptions

    func run() async throws { try await request.ask(.pause) }
}
