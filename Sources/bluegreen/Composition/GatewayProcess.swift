import AsyncHTTPClient
import Eureka
import Foundation
import Gateway
import Hummingbird
import Logging
import ServiceLifecycle
import Telemetry

/// `bluegreen gateway`: what drives HAProxy, what nginx asks, or both, then HTTP. It needs no ZooKeeper.
struct GatewayProcess: Sendable {
    let settings: Settings

    func run() async throws {
        let address = try settings.listenAddress(.gatewayListen)
        try ListenRule.check(address, settings: settings)
        let kind = try settings.required(.gatewayProxy)
        let configuration = kind == "nginx" ? nil : try makeConfiguration()
        let process = try RoleProcess(settings: settings, name: "gateway", metrics: MetricDescription.gateway)
        // A registry that is down is to be told from one that is slow: the next one is asked instead.
        try await withHTTPClient(retriesConnections: false) { httpClient in
            let router = try AdminRouter.make(process)
            var services: [any Service] = []
            if let configuration {
                services.append(try makeDriving(configuration, process, httpClient))
            }
            if kind != "haproxy" {
                let deciding = try makeDeciding(address, process, httpClient)
                DecideRoute(gateway: deciding).mount(on: router)
                services.append(deciding)
            }
            let http = HTTPService(
                address: address, responder: router.buildResponder(), logger: process.logger, onListening: { _ in })
            services.append(ExplainedService(service: http, address: address, option: "--listen"))
            let check = configuration == nil ? "registry" : "proxy"
            try await process.run(services, notice: .health(process.health, needing: [check]))
        }
    }

    private func makeDriving(
        _ configuration: HAProxyGateway.Configuration, _ process: RoleProcess, _ httpClient: HTTPClient
    ) throws -> HAProxyGateway {
        let gateway = HAProxyGateway(
            configuration: configuration, registries: try registries(configuration.name, httpClient),
            metricsFactory: process.metrics, logger: process.logger)
        process.health.add("proxy") {
            if let failure = gateway.failure { throw Failure(.unavailable, failure) }
        }
        return gateway
    }

    private func makeDeciding(
        _ address: ListenAddress, _ process: RoleProcess, _ httpClient: HTTPClient
    ) throws -> DecidingGateway {
        let gateway = DecidingGateway(
            apps: try apps(), registries: try registries(Self.name(of: "decide:\(address)"), httpClient),
            metricsFactory: process.metrics, logger: process.logger)
        process.health.add("registry") {
            if let failure = gateway.failure { throw Failure(.unavailable, failure) }
        }
        return gateway
    }

    private func registries(_ identity: String, _ httpClient: HTTPClient) throws -> [EurekaClient] {
        try settings.registryAddresses().map { url in
            try EurekaClient(
                baseURL: url, httpClient: httpClient, role: .gateway, identity: identity,
                logger: Logger(label: "eureka"))
        }
    }

    private func apps() throws -> [String] {
        ValueKind.names.values(in: try settings.text(.gatewayApps) ?? "").filter { !$0.isEmpty }
    }

    private func makeConfiguration() throws -> HAProxyGateway.Configuration {
        var configuration = HAProxyGateway.Configuration(
            socket: try settings.required(.gatewaySocket), fragment: try settings.required(.gatewayFragment))
        configuration.name = Self.name(of: configuration.socket)
        let check = try settings.required(.gatewayCheck)
        configuration.check = check == "none" ? [] : words(check)
        configuration.reload = words(try settings.text(.gatewayReload) ?? "")
        configuration.apps = try apps()
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

    /// The same after a restart, and another one for each proxy: two gateways behind one address must not count as one.
    private static func name(of proxy: String) -> String {
        let part = proxy.split(separator: "/").joined(separator: "-")
        return String("\(ProcessInfo.processInfo.hostName):\(part)".suffix(GatewayReport.longestName))
    }

    /// Commands are run without a shell.
    private func words(_ text: String) -> [String] { text.split(separator: " ").map(String.init) }
}
