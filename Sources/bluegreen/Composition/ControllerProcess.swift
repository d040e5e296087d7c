import AsyncHTTPClient
import Controller
import Coordination
import Eureka
import Foundation
import Hummingbird
import Logging
import RolloutCore
import ServiceLifecycle
import Telemetry
import ZooKeeper

/// `bluegreen controller`: ZooKeeper client, then the controller, then HTTP.
struct ControllerProcess: Sendable {
    let settings: Settings

    func run() async throws {
        let address = try settings.listenAddress(.controllerListen)
        try ListenRule.check(address, settings: settings)
        let plan = try Plan(settings)
        let process = try RoleProcess(settings: settings, name: "controller", metrics: MetricDescription.controller)
        let client = try process.makeZooKeeperClient()
        try await withHTTPClient { httpClient in
            let registries = try settings.registryAddresses().map { url in
                try EurekaClient(
                    baseURL: url, httpClient: httpClient, timeout: plan.callTimeout, role: .controller,
                    logger: Logger(label: "eureka"))
            }
            let prometheus = try plan.prometheus.map { address in
                guard let client = PrometheusClient(address: address, httpClient: httpClient) else {
                    throw Failure(.usage, "controller.prometheus is no address: write http://host:port")
                }
                return client
            }
            let (addresses, listening) = AsyncStream<ListenAddress>.makeStream(bufferingPolicy: .bufferingNewest(1))
            let role = RoleOnceListening(addresses: addresses) { address in
                let configuration = plan.configuration(listening: address, asking: prometheus)
                process.health.add("election") {
                    guard try await client.stat(of: ZNodeLayout.controller(configuration.id)) != nil else {
                        throw Failure(.unavailable, "it does not stand for election yet")
                    }
                }
                let controller = RolloutController(
                    client: client, registries: registries, httpClient: httpClient,
                    probe: NetworkProbe(httpClient: httpClient, timeout: plan.probeTimeout),
                    configuration: configuration, metrics: process.metrics, logger: process.logger, now: { Moment.now })
                return [.init(service: controller, successTerminationBehavior: .gracefullyShutdownGroup)]
            }
            let router = try AdminRouter.make(process)
            let http = HTTPService(
                address: address, responder: router.buildResponder(), logger: process.logger,
                onListening: { listening.yield($0) })
            let explained = ExplainedService(service: http, address: address, option: "--listen")
            try await process.run(
                [client, role, explained], notice: .health(process.health, needing: ["election"]))
        }
    }

    /// The controller's settings, checked before anything starts.
    private struct Plan: Sendable {
        let app: AppName
        let id: String?
        let flipThrough: RolloutController.FlipPath
        let instanceCredential: BasicCredential?
        let policy: AppPolicy
        let policyText: String
        let ensemble: EnsembleProbe?
        let readPolicy: @Sendable (String) throws -> AppPolicy
        let callTimeout: Duration
        let registryInterval: Duration
        let probeInterval: Duration
        let probeTimeout: Duration
        let resyncInterval: Duration
        let prometheus: String?

        init(_ settings: Settings) throws {
            app = try settings.app()
            id = try settings.text(.controllerID)
            flipThrough = RolloutController.FlipPath(rawValue: try settings.required(.flipThrough)) ?? .registry
            instanceCredential = try settings.text(.instanceAuth).flatMap { BasicCredential($0) }
            policy = try settings.policy()
            policyText = try settings.policyText()
            let zooKeeper = try settings.zooKeeper()
            ensemble = zooKeeper.servers.count > 1 ? EnsembleProbe(configuration: zooKeeper) : nil
            readPolicy = { try settings.with(policy: $0, at: "policy").policy() }
            let sessionTimeout = try settings.duration(.sessionTimeout)
            callTimeout = min(
                try settings.duration(.callTimeout), RolloutController.longestCall(within: sessionTimeout))
            registryInterval = try settings.duration(.registryInterval)
            probeInterval = try settings.duration(.probeInterval)
            probeTimeout = try settings.duration(.probeTimeout)
            resyncInterval = try settings.duration(.resyncInterval)
            prometheus = try settings.text(.prometheus)
        }

        func configuration(
            listening address: ListenAddress, asking prometheus: PrometheusClient?
        ) -> RolloutController.Configuration {
            let reachable = address.advertised(hostName: ProcessInfo.processInfo.hostName)
            var configuration = RolloutController.Configuration(
                app: app, id: id ?? "\(reachable)", address: "\(reachable)", version: Version.current,
                flipThrough: flipThrough, policy: policy, readPolicy: readPolicy)
            configuration.policyText = policyText
            configuration.instanceCredential = instanceCredential
            configuration.ensemble = ensemble
            configuration.prometheus = prometheus
            configuration.callTimeout = callTimeout
            configuration.registryInterval = registryInterval
            configuration.probeInterval = probeInterval
            configuration.resyncInterval = resyncInterval
            return configuration
        }
    }
}
