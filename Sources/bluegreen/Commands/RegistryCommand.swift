import ArgumentParser

/// `bluegreen registry`
struct RegistryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "registry", abstract: "Serves Eureka clients; what it knows is durable in ZooKeeper.")

    @OptionGroup var common: CommonOptions
    @OptionGroup var listening: ListenOptions
    @Option(name: .long, help: ArgumentHelp(.registryListen)) var listen: String?
    @Option(name: .long, help: ArgumentHelp(.sessionTimeout)) var sessionTimeout: String?
    @Flag(name: .long, help: ArgumentHelp(.registryStandalone)) var standalone = false
    @Flag(name: .long, help: ArgumentHelp(.registryRequireEpoch)) var requireEpoch = false
    @Option(name: .long, help: ArgumentHelp(.registryCredentials), completion: .file()) var credentials: String?
    @Option(name: .long, help: ArgumentHelp(.registryAdvertise)) var advertise: String?

    @Option(name: .long, help: ArgumentHelp(.registryCopyFrom)) var bootstrapFrom: String?
    @Option(name: .long, help: ArgumentHelp(.registryPeers)) var peer: String?

    func run() async throws {
        var given: [ConfigurationKey: String?] = [
            .registryListen: listen, .sessionTimeout: sessionTimeout, .registryStandalone: standalone ? "true" : nil,
            .registryRequireEpoch: requireEpoch ? "true" : nil, .registryCredentials: credentials,
            .registryAdvertise: advertise,
            .registryCopyFrom: bootstrapFrom, .registryPeers: peer,
        ]
        given.merge(listening.given) { _, new in new }
        try await RegistryProcess(settings: try common.settings(given)).run()
    }
}
