import ArgumentParser
import RolloutCore

/// `bluegreen promote`
struct PromoteCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "promote",
        abstract: "Ends the bake or the soak under way early.",
        discussion: """
            With --full the whole target takes over without any further bake or soak. Without --wait the exit codes are \
            those of `pause`, with it those of `switch --wait`.
            """)

    @Flag(name: .long, help: "Skips every bake, the soak, and all batches but the last.") var full = false
    @OptionGroup var request: FollowedRequestOptions

    func run() async throws { try await request.ask(full ? .promoteFully : .promote) { $0.target } }
}
