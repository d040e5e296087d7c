import ArgumentParser
import RolloutCore

/// `bluegreen abort`
struct AbortCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "abort",
        abstract: "Goes back to the color that served when the rollout began, from wherever it is.",
        discussion: """
            Outranks everything else, also a pause. Without --wait the exit codes are those of `pause`; with it 0 tells that \
            the old color serves again, 3 that neither color can, 6 that it took longer than --timeout.
            """)

    @OptionGroup var request: FollowedRequestOptions

    func run() async throws { try await request.ask(.abort) { $0.source } }
}
