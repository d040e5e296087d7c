import ArgumentParser

/// `bluegreen controller`
struct ControllerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "controller",
        abstract:
            "Stands for election and, while it leads, moves instances one at a time to where they are asked to be.")

    @OptionGroup var common: CommonOptions
    @OptionGroup var listening: ListenOptions
    @Option(name: .long, help: ArgumentHelp(.registries)) var registry: String?
    @Option(name: .long, help: ArgumentHelp(.controllerListen)) var listen: String?
    @Option(name: .long, help: ArgumentHelp(.sessionTimeout)) var sessionTimeout: String?
    @Option(name: .long, help: ArgumentHelp(.controllerID)) var id: String?
    @Option(name: .long, help: ArgumentHelp(.flipThrough)) var flipThrough: String?
    @OptionGroup(title: "Rollout policy") var policy: PolicyOptions

    func run() async throws {
        var given: [ConfigurationKey: String?] = [
            .registries: registry, .controllerListen: listen, .sessionTimeout: sessionTimeout, .controllerID: id,
            .flipThrough: flipThrough,
        ]
        given.merge(listening.given) { _, new in new }
        given.merge(policy.given) { _, new in new }
        try await ControllerProcess(settings: try common.settings(given)).run()
    }
}
