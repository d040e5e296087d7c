import ArgumentParser

/// `bluegreen status`
struct StatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Shows what serves, what is under way and why, and every instance.",
        discussion: "Reads ZooKeeper and the registries, so it works while every controller is down.")

    @OptionGroup var options: VerbOptions

    func run() async throws {
        let format = options.output
        let text = try await options.withStatus(try options.settings()) { report in
            format == .json ? try JSONText.of("Status", report) : report.rendered(for: .standardOutput)
        }
        Terminal.tell(text)
    }
}
