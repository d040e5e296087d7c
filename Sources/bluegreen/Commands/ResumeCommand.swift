import ArgumentParser
import RolloutCore

/// `bluegreen resume`
struct ResumeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resume",
        abstract: "Lets a paused rollout go on.",
        discussion: """
            Exit codes are those of `pause`.
            """)

    @OptionGroup var request: RequestOptions

    func run() async throws { try await request.ask(.resume) }
}
