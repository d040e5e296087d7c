import ArgumentParser

/// `bluegreen gateway`
struct GatewayCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "gateway",
        abstract: "Makes HAProxy or nginx on this machine do what the registry says, without a reload.",
        discussion: """
            It owns one file of HAProxy's configuration and changes servers at runtime, one by one: a server gets requests \
            once it is UP in HAProxy, and is drained before it leaves. Each app has a backend bluegreen-APP. With --proxy \
            nginx it tells nginx, which asks /decide/APP by auth_request, the color that all requests go to.
            """)

    @OptionGroup var listening: ListenOptions
    @Option(name: .long, help: ArgumentHelp(.registries)) var registry: String?
    @Option(name: .long, help: ArgumentHelp(.gatewayApps)) var app: [String] = []
    @Option(name: .long, help: ArgumentHelp(.gatewayProxy)) var proxy: String?
    @Option(name: .long, help: ArgumentHelp(.gatewaySocket)) var socket: String?
    @Option(name: .long, help: ArgumentHelp(.gatewayFragment)) var fragment: String?
    @Option(name: .long, help: ArgumentHelp(.gatewayCheck)) var check: String?
    @Option(name: .long, help: ArgumentHelp(.gatewayReload)) var reload: String?
    @Option(name: .long, help: ArgumentHelp(.gatewayDrain)) var drain: String?
    @Option(name: .long, help: ArgumentHelp(.gatewayListen)) var listen: String?
    @Option(name: .long, help: "The configuration file (\(Settings.fileVariable)).", completion: .file())
    var config: String?
    @Option(name: .long, help: ArgumentHelp(.logFormat)) var logFormat: String?
    @Option(name: .long, help: ArgumentHelp(.logLevel)) var logLevel: String?

    func run() async throws {
        var given: [ConfigurationKey: String?] = [
            .registries: registry, .gatewayApps: app.isEmpty ? nil : app.joined(separator: ","),
            .gatewayProxy: proxy, .gatewaySocket: socket, .gatewayFragment: fragment, .gatewayCheck: check,
            .gatewayReload: reload,
            .gatewayDrain: drain, .gatewayListen: listen, .logFormat: logFormat, .logLevel: logLevel,
        ]
        given.merge(listening.given) { _, new in new }
        let settings = try Settings(options: given.compactMapValues { $0 }, file: config)
        try await GatewayProcess(settings: settings).run()
    }
}
