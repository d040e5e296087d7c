import Agent
import AsyncHTTPClient
import Coordination
import Eureka
import Hummingbird
import Logging
import RolloutCore
import ServiceLifecycle
import Telemetry
import ZooKeeper

/// `bluegreen agent`: ZooKeeper client, member znode, agent, then HTTP.
struct AgentProcess: Sendable {
    let settings: Settings
    let command: [String]

    /// - Returns: the exit code of the instance's own process when it ended by itself, else 0.
    func run() async throws -> Int32 {
        let address = try settings.listenAddress(.agentListen)
        try ListenRule.check(address, settings: settings)
        let configuration = try makeConfiguration()
        let process = try RoleProcess(settings: settings, name: "agent", metrics: MetricDescription.agent)
        let client = try process.makeZooKeeperClient()
        let holder = AgentHolder()
        try await withHTTPClient { httpClient in
            let registries = try settings.registryAddresses().map { url in
                try EurekaClient(baseURL: url, httpClient: httpClient, role: .agent, logger: Logger(label: "eureka"))
            }
            let (addresses, listening) = AsyncStream<ListenAddress>.makeStream(bufferingPolicy: .bufferingNewest(1))
            let role = RoleOnceListening(addresses: addresses) { address in
                var configuration = configuration
                configuration.control = Self.control(address, of: configuration.endpoint)
                let agent = try InstanceAgent(
                    configuration: configuration, registries: registries, zooKeeper: client, httpClient: httpClient,
                    metricsFactory: process.metrics, logger: process.logger)
                await holder.hold(agent)
                process.health.add("instance") {
                    guard agent.isHealthy else { throw Failure(.unavailable, "the instance is not well") }
                }
                return [
                    .init(
                        service: agent.member, successTerminationBehavior: .ignore,
                        failureTerminationBehavior: .gracefullyShutdownGroup),
                    .init(service: agent, successTerminationBehavior: .gracefullyShutdownGroup),
                ]
            }
            let router = try AdminRouter.make(process)
            SetStatusRoute(holder: holder).mount(on: router)
            let http = HTTPService(
                address: address, responder: router.buildResponder(), logger: process.logger,
                onListening: { listening.yield($0) })
            let explained = ExplainedService(service: http, address: address, option: "--listen")
            let limit = configuration.drain + configuration.stopDeadline + configuration.leaveDeadline
            let fleet = configuration.layout.fleet(configuration.color)
            let check = PermissionCheck(client: client, parents: [fleet])
            try await process.run([client, check, role, explained], shutdownLimit: limit + RoleProcess.shutdownLimit)
        }
        return await holder.exitCode
    }

    private func makeConfiguration() throws -> InstanceAgent.Configuration {
        let layout = try settings.layout()
        guard let color = Color(rawValue: try settings.required(.agentColor)) else {
            throw Failure(.usage, "agent.color is neither blue nor green")
        }
        guard let endpoint = Endpoint(try settings.required(.agentEndpoint)) else {
            throw Failure(.usage, "agent.endpoint is not host:port")
        }
        let id = try settings.text(.agentID) ?? "\(layout.app):\(endpoint)"
        var configuration = InstanceAgent.Configuration(
            layout: layout, color: color, id: InstanceID(rawValue: id), endpoint: endpoint)
        configuration.command = command
        configuration.ipAddress = RegisteredAddress.of(endpoint.host, port: endpoint.port)
        if let url = try settings.text(.agentHealth) { configuration.probe = .http(url: url) }
        configuration.drain = try settings.duration(.agentDrain)
        if let fault = configuration.fault {
            throw Failure(.usage, fault.hasSuffix(".") ? String(fault.dropLast()) : fault)
        }
        return configuration
    }

    /// Where the controller can order a status; nil when it would look for it on its own machine.
    static func control(_ address: ListenAddress, of endpoint: Endpoint) -> Endpoint? {
        let own = ListenAddress(host: endpoint.host, port: endpoint.port)
        if address.isLoopback && !own.isLoopback { return nil }
        return Endpoint(host: address.isWildcard ? endpoint.host : address.host, port: address.port)
    }
}
