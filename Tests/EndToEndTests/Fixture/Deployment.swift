import AsyncHTTPClient
import Coordination
import Eureka
import Foundation
import Logging
import NIOConcurrencyHelpers
import RolloutCore
import TestSupport
import ZooKeeper

/// Real processes around a real ZooKeeper: a registry, controllers, and a fleet that is simulated over the real wire.
/// The controllers reach the registry through a recording proxy.
final class Deployment: Sendable {
    static let app = AppName(rawValue: "service-client")

    struct Options: Sendable {
        var blue = 3
        var green = 3
        var controllers = 2
        var activeColor: String? = "blue"
        var sessionTimeout = "4s"
        var controllerArguments: [String] = []
        /// Further variables of a role's processes, by its command.
        var environments: [String: [String: String]] = [:]
        /// `user:password` of every role, and of the test itself.
        var credential: (user: String, password: String)?
    }

    let connectString: String
    let options: Options
    let directory: TemporaryDirectory
    let client: ZooKeeperClient
    let proxy: RecordingProxy
    let proxyPort: Int
    let registryPort: Int
    let registry: EurekaClient
    let fleet: SimulatedFleet
    private let processes = NIOLockedValueBox<[String: ChildProcess]>([:])
    /// The port of each agent's instance.
    let ports = NIOLockedValueBox<[String: Int]>([:])
    /// The address that each controller listens on.
    private let addresses = NIOLockedValueBox<[String: String]>([:])

    init(
        connectString: String, options: Options, client: ZooKeeperClient, proxy: RecordingProxy, proxyPort: Int,
        registryPort: Int
    ) throws {
        self.connectString = connectString
        self.options = options
        self.client = client
        self.proxy = proxy
        self.proxyPort = proxyPort
        self.registryPort = registryPort
        directory = try TemporaryDirectory("deployment")
        registry = try EurekaClient(
            baseURL: "http://127.0.0.1:\(registryPort)/eureka", httpClient: .shared, timeout: .seconds(10),
            role: .agent,
            logger: Logger(label: "test"))
        fleet = SimulatedFleet(app: Self.app, registry: registry, client: client)
    }

    var layout: ZNodeLayout { ZNodeLayout(app: Self.app, isRoot: true) }

    // MARK: - Processes

    /// The built command, beside the test bundle.
    static var executable: String {
        URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent().appendingPathComponent("bluegreen")
            .path
    }

    func start(_ name: String, _ arguments: [String]) async throws -> ChildProcess {
        var environment = ProcessInfo.processInfo.environment
        environment["BLUEGREEN_ZOOKEEPER"] = connectString
        environment["BLUEGREEN_AGENT_STATE_DIRECTORY"] = directory.url.appendingPathComponent("state").path
        if let credential = options.credential {
            environment["BLUEGREEN_ZOOKEEPER_AUTH"] = "\(credential.user):\(credential.password)"
        }
        environment.merge(options.environments[arguments.first ?? ""] ?? [:]) { _, new in new }
        let child = try await ChildProcess.start(
            Self.executable, arguments, environment: environment,
            log: directory.url.appendingPathComponent("\(name)-\(UUID().uuidString.prefix(4)).log"))
        processes.withLockedValue { $0[name] = child }
        return child
    }

    @discardableResult
    func startRegistry() async throws -> ChildProcess {
        let child = try await start("registry", ["registry", "--listen", "127.0.0.1:\(registryPort)"])
        try await eventually(within: .seconds(30), "the registry answers") {
            guard child.isRunning else { throw Failure("the registry ended: \(child.output)") }
            return (try? await self.registry.applications()) != nil
        }
        return child
    }

    @discardableResult
    func startController(_ id: String) async throws -> ChildProcess {
        let port = try FreePort.allocate()[0]
        addresses.withLockedValue { $0[id] = "127.0.0.1:\(port)" }
        return try await start(
            id,
            [
                "controller", "--id", id, "--listen", "127.0.0.1:\(port)", "--registry",
                "http://127.0.0.1:\(proxyPort)/eureka", "--session-timeout", options.sessionTimeout,
            ] + options.controllerArguments)
    }

    var all: [ChildProcess] { processes.withLockedValue { Array($0.values) } }

    func process(_ name: String) -> ChildProcess? { processes.withLockedValue { $0[name] } }

    /// The name of the controller that leads, by the address in `/leader`.
    func leader() async throws -> String {
        let found = NIOLockedValueBox<String?>(nil)
        try await eventually(within: .seconds(30), "somebody leads") {
            guard let address = try await self.client.get(ZNodeLayout.leader)?.text else { return false }
            let name = self.addresses.withLockedValue { $0.first { $0.value == address }?.key }
            found.withLockedValue { $0 = name }
            return name != nil
        }
        return found.withLockedValue { $0 } ?? ""
    }

    /// Where the leader answers `/metrics`.
    func address(of controller: String) -> String { addresses.withLockedValue { $0[controller] } ?? "" }

    func end() async {
        for child in processes.withLockedValue({ Array($0.values) }) {
            child.resume()
            await child.kill()
        }
        directory.remove()
    }

    /// Everything the processes have logged, for the message of a failure.
    var logs: String {
        processes.withLockedValue { processes in
            processes.sorted { $0.key < $1.key }.map { "--- \($0.key)\n\($0.value.output.suffix(6_000))" }.joined(
                separator: "\n")
        }
    }

    // MARK: - What CI does, and what can be seen

    func set(_ text: String) async throws {
        try await client.set(layout.activeColor, Array(text.utf8))
    }

    func activeColor() async throws -> String? { try await client.get(layout.activeColor)?.text }

    /// `id=STATUS`, sorted, as the registry shows them.
    func statuses() async throws -> [String: String] {
        guard case .changed(let instances, _, _) = try await registry.application(Self.app.rawValue) else { return [:] }
        return Dictionary(uniqueKeysWithValues: instances.map { ($0.effectiveID, $0.status.rawValue) })
    }

    func history() async throws -> [HistoryEntry] { try await HistoryStore(layout: layout, session: client).latest() }

    func record() async throws -> RolloutRecord? {
        try await RecordStore(layout: layout, session: client).read()?.record
    }

    /// Waits until all of the color are UP, all of the other OUT_OF_SERVICE, and no rollout is under way.
    func awaitServing(_ color: Color, within deadline: Duration = .seconds(60)) async throws {
        do {
            try await eventually(within: deadline, "\(color) serves alone") {
                guard let record = try await self.record(), record.serving == color, record.rollout == nil else {
                    return false
                }
                guard record.pending == nil else { return false }
                return try await self.statuses() == self.fleet.expectedStatuses(serving: color)
            }
        } catch {
            throw Failure("\(error)\nstatuses: \(try await statuses())\n\(logs)")
        }
    }

    struct Failure: Error, CustomStringConvertible {
        let description: String
        init(_ description: String) { self.description = description }
    }
}

/// Runs `body` with a deployment of its own; every process is gone afterwards, whatever happens.
func withDeployment(
    on connectString: String, _ options: Deployment.Options = .init(),
    _ body: @escaping @Sendable (Deployment) async throws -> Void
) async throws {
    let registryPort = try FreePort.allocate()[0]
    let proxy = RecordingProxy(target: "http://127.0.0.1:\(registryPort)")
    let configuration = try ZooKeeperClient.Configuration(
        connectString: connectString,
        credential: options.credential.map { Credential(user: $0.user, password: $0.password) },
        acl: options.credential == nil ? .open : .creatorAndWorldRead)
    try await withClient(configuration) { client in
        try await proxy.serve { proxyPort in
            let deployment = try Deployment(
                connectString: connectString, options: options, client: client, proxy: proxy, proxyPort: proxyPort,
                registryPort: registryPort)
            do {
                try await deployment.startRegistry()
                try await deployment.fleet.join(blue: options.blue, green: options.green, layout: deployment.layout)
                if let color = options.activeColor {
                    try await client.create(deployment.layout.activeColor, Array(color.utf8))
                }
                for number in 0..<options.controllers {
                    try await deployment.startController("controller-\(number + 1)")
                }
                try await body(deployment)
                await deployment.end()
            } catch {
                await deployment.end()
                throw error
            }
        }
    }
}
