import AsyncHTTPClient
import Eureka
import Foundation
import Gateway
import Hummingbird
import Logging
import ServiceLifecycle
import Telemetry

/// `bluegreen gateway`: the gateway, then HTTP. It needs no ZooKeeper.
struct GatewayProcess: Sendable {
    let settings: Settings

    func run() async throws {
        let address = try settings.listenAddress(.gatewayListen)
        try ListenRule.check(address, settings: settings)
        let configuration = try makeConfiguration()
        let process = try RoleProcess(settings: settings, name: "gateway", metrics: MetricDescription.gateway)
        // A registry that is down is to be told from one that is slow: the next one is asked instead.
        // Two gateways behind one address must not count as one.
        let identity = configuration.name
        try await withHTTPClient(retriesConnections: false) { httpClient in
            let registries = try settings.registryAddresses().map { url in
                try EurekaClient(
                    baseURL: url, httpClient: httpClient, role: .gateway, identity: identity,
                    logger: Logger(label: "eureka"))
            }
            let gateway = HAProxyGateway(
                configuration: configuration, registries: registries, metricsFactory: process.metrics,
                logger: process.logger)
            process.health.add("proxy") {
                if let failure = gateway.failure { throw Failure(.unavailable, failure) }
            }
            let router = try AdminRouter.make(process)
            let http = HTTPService(
                address: address, responder: router.buildResponder(), logger: process.logger, onListening: { _ in })
            let explained = ExplainedService(service: http, address: address, option: "--listen")
            try await process.run([gateway, explained], notice: .health(process.health, needing: ["proxy"]))
        }
    }

    private func makeConfiguration() throws -> HAProxyGateway.Configuration {
        var configuration = HAProxyGateway.Configuration(
            socket: try settings.required(.gatewaySocket), fragment: try settings.required(.gatewayFragment))
        configuration.name = Self.name(socket: configuration.socket)
        let check = try settings.required(.gatewayCheck)
        configuration.check = check == "none" ? [] : words(check)
        configuration.reload = words(try settings.text(.gatewayReload) ?? "")
        configuration.apps = ValueKind.names.values(in: try settings.text(.gatewayApps) ?? "").filter { !$0.isEmpty }
        configuration.hasTestRouting = try settings.flag(.gatewayTestRouting)
        configuration.defaults = try settings.text(.gatewayDefaults)
        configuration.serverOptions = try settings.required(.gatewayServerOptions)
        configuration.healthPath = try settings.text(.gatewayHealthPath)
        configuration.stickyCookie = try settings.text(.gatewayStickyCookie)
        configuration.drain = try settings.duration(.gatewayDrain)
        configuration.afterReload = try settings.duration(.gatewayAfterReload)
        if let fault = configuration.fault { throw Failure(.usage, fault) }
        return configuration
    }

    /// The same after a restart, and another one for each proxy.
    private static func name(socket: String) -> String {
        let path = socket.split(separator: "/").joined(separator: "-")
        return String("\(ProcessInfo.processInfo.hostName):\(path)".suffix(GatewayReport.longestName))
    }

    /// Commands are run without a shell.
    private func words(_ text: String) -> [String] { text.split(separator: " ").map(String.init) }
}
