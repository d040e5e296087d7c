import ArgumentParser

/// `bluegreen agent`
struct AgentCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "agent",
        abstract: "Looks after one instance: registers it, watches its health, and drains it before it stops.",
        discussion: """
            With a command after -- the agent runs the instance and ends with its exit code; without one it accompanies \
            an instance that runs already. SIGTERM takes the instance out, lets it drain, and ends. SIGUSR2 ends an \
            accompanying agent only, and leaves everything as it is for the one that is started next.
            """)

    @OptionGroup var common: CommonOptions
    @OptionGroup var listening: ListenOptions
    @Option(name: .long, help: ArgumentHelp(.registries)) var registry: String?
    @Option(name: .long, help: ArgumentHelp(.sessionTimeout)) var sessionTimeout: String?
    @Option(name: .long, help: ArgumentHelp(.agentColor)) var color: String?
    @Option(name: .long, help: ArgumentHelp(.agentID)) var id: String?
    @Option(name: .long, help: ArgumentHelp(.agentEndpoint)) var endpoint: String?
    @Option(name: .long, help: ArgumentHelp(.agentHealth)) var health: String?
    @Option(name: .long, help: ArgumentHelp(.agentDrain)) var drain: String?
    @Option(name: .long, help: ArgumentHelp(.agentInFlight)) var inFlight: String?
    @Option(name: .long, help: ArgumentHelp(.agentHAProxySocket), completion: .file()) var haproxySocket: String?
    @Option(name: .long, help: ArgumentHelp(.agentStopTimeout)) var stopTimeout: String?
    @Option(name: .long, help: ArgumentHelp(.agentStateDirectory), completion: .directory) var stateDirectory: String?
    @Option(name: .long, help: ArgumentHelp(.agentHooks), completion: .directory) var hooks: String?
    @Option(name: .long, help: ArgumentHelp(.agentHookTimeout)) var hookTimeout: String?
    @Option(name: .long, help: ArgumentHelp(.agentListen)) var listen: String?
    @Argument(parsing: .postTerminator, help: "The instance's own command and its arguments.") var command: [String] =
        []

    func run() async throws {
        var given: [ConfigurationKey: String?] = [
            .registries: registry, .sessionTimeout: sessionTimeout, .agentColor: color, .agentID: id,
            .agentEndpoint: endpoint, .agentHealth: health, .agentDrain: drain, .agentListen: listen,
            .agentInFlight: inFlight, .agentHAProxySocket: haproxySocket, .agentStopTimeout: stopTimeout,
            .agentStateDirectory: stateDirectory, .agentHooks: hooks, .agentHookTimeout: hookTimeout,
        ]
        given.merge(listening.given) { _, new in new }
        let code = try await AgentProcess(settings: try common.settings(given), command: command).run()
        if code != 0 { throw ExitCode(code) }
    }
}
