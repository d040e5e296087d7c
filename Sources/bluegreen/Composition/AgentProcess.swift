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

    /// - Returns: the exit code of the instance's own process, or 0 when it ended as it was asked to or there is none.
    func run() async throws -> Int32 {
        let address = try settings.listenAddress(.agentListen)
        try ListenRule.check(address, settings: settings)
        let configuration = try makeConfiguration()
        let process = try RoleProcess(settings: settings, name: "agent", metrics: MetricDescription.agent)
        let memory = try makeMemory(configuration, process.logger)
        let client = try process.makeZooKeeperClient(resuming: memory?.ticket)
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
                    metricsFactory: process.metrics, memory: memory, logger: process.logger)
                await holder.hold(agent)
                process.health.add("instance") {
                    if let trouble = agent.trouble { throw Failure(.unavailable, "the instance: \(trouble)") }
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
            let fleet = configuration.layout.fleet(configuration.color)
            let check = PermissionCheck(client: client, parents: [fleet])
            let handover = HandoverSignal(holder: holder, logger: process.logger)
            try await process.run(
                [client, check, role, handover, explained], shutdownLimit: Self.shutdownLimit(configuration),
                notice: .agent(holder, client))
        }
        return await holder.exitCode
    }

    /// The hooks before and after it is taken out may both take their time.
    private static func shutdownLimit(_ configuration: InstanceAgent.Configuration) -> Duration {
        let hooks = configuration.hookDirectory == nil ? .zero : configuration.hookTimeout * 3
        return configuration.drain + configuration.stopDeadline + configuration.leaveDeadline + hooks
            + RoleProcess.shutdownLimit
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
        configuration.stopDeadline = try settings.duration(.agentStopTimeout)
        configuration.inFlight = try inFlightSource()
        let cache = try settings.required(.readerCache)
        configuration.readerCache = cache == "auto" ? nil : try settings.duration(.readerCache)
        configuration.hookDirectory = try settings.text(.agentHooks)
        configuration.hookTimeout = try settings.duration(.agentHookTimeout)
        // The addresses of the registries may hold credentials.
        configuration.secretVariables =
            ConfigurationKey.all.filter(\.isSecret).map(\.variable) + [ConfigurationKey.registries.variable]
        if let fault = configuration.fault {
            throw Failure(.usage, fault.hasSuffix(".") ? String(fault.dropLast()) : fault)
        }
        return configuration
    }

    private func inFlightSource() throws -> InFlightSource? {
        let url = try settings.text(.agentInFlight)
        guard let path = try settings.text(.agentHAProxySocket) else { return url.map { .http(url: $0) } }
        guard url == nil else {
            throw Failure(.usage, "agent.inFlight and agent.haproxySocket count the same requests: give one of them")
        }
        return .haproxy(socketPath: path)
    }

    /// Nil when there is nowhere to keep it: then a restart takes the instance out for a moment, and that is said.
    private func makeMemory(
        _ configuration: InstanceAgent.Configuration, _ logger: Logger
    ) throws -> AgentMemory? {
        guard let directory = try StateDirectory(settings) else { return nil }
        do throws(MemoryFault) {
            let prefix = zooKeeperPrefix()
            return try AgentMemory(directory: directory.path, of: configuration, prefix: prefix, logger: logger)
        } catch {
            if case .unusable = error, !directory.isAskedFor {
                logger.notice("A restart will be seen: nothing can be kept", metadata: ["reason": "\(error)"])
                return nil
            }
            throw Failure(.unavailable, "\(error)")
        }
    }

    /// What is wrong with the connect string is said when the client is made.
    private func zooKeeperPrefix() -> ZNodePath { (try? settings.zooKeeper().prefix) ?? .root }

    /// Where the controller can order a status; nil when it would look for it on its own machine.
    static func control(_ address: ListenAddress, of endpoint: Endpoint) -> Endpoint? {
        let own = ListenAddress(host: endpoint.host, port: endpoint.port)
        if address.isLoopback && !own.isLoopback { return nil }
        return Endpoint(host: address.isWildcard ? endpoint.host : address.host, port: address.port)
    }
}

extension RoleNotice {
    /// An agent is ready when it is at work, however its instance is: listening, and once connected to ZooKeeper.
    fileprivate static func agent(_ holder: AgentHolder, _ client: ZooKeeperClient) -> RoleNotice {
        RoleNotice(
            isReady: {
                guard case .connected = client.currentState else { return false }
                return await holder.agent != nil
            },
            status: { await holder.agent?.summary ?? "starting" },
            isAlive: { limit in
                guard let turn = await holder.agent?.lastTurn else { return true }
                return turn.duration(to: .now) < limit
            })
    }
}
