import ArgumentParser
import RolloutCore

/// `bluegreen retry`
struct RetryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retry",
        abstract: "Tries again what did not reach its target: the rollout that goes back, or the last one.",
        discussion: """
            Without --wait the exit codes are those of `pause`, with it those of `switch --wait`.
            """)

    @OptionGroup var request: FollowedRequestOptions

    func run() async throws { try await request.ask(.retry) { $0.target } }
}
