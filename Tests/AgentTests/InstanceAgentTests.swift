import AsyncHTTPClient
import Coordination
import Eureka
import Foundation
import Logging
import Metrics
import NIOCore
import RolloutCore
import ServiceLifecycle
import TestSupport
import Testing
import ZooKeeper

@testable import Agent

/// Real processes and a registry over HTTP; ZooKeeper is away all the while, which must not matter to the instance.
@Suite("An agent and its process", .serialized, .timeLimit(.minutes(1)))
struct InstanceAgentTests {
    private static let logger = Logger(label: "agent-tests") { _ in SwiftLogNoOpLogHandler() }

    private func agent(port: Int, command: [String], registry: String) throws -> (InstanceAgent, ServiceGroup) {
        var configuration = InstanceAgent.Configuration(
            layout: ZNodeLayout(app: AppName(rawValue: "shop"), isRoot: true),
            color: .green,
            id: InstanceID(rawValue: "green-1"),
            endpoint: Endpoint(host: "127.0.0.1", port: port)
        )
        configuration.command = command
        configuration.probe = .http(url: "http://127.0.0.1:\(port)/")
        configuration.probeInterval = .milliseconds(50)
        configuration.renewInterval = .seconds(1)
        configuration.drain = .milliseconds(200)
        configuration.stopDeadline = .seconds(5)
        configuration.leaveDeadline = .seconds(1)
        let zooKeeper = try ZooKeeperClient(
            configuration: .init(connectString: "127.0.0.1:1"),
            logger: Self.logger
        )
        let agent = try InstanceAgent(
            configuration: configuration,
            registries: [
                EurekaClient(baseURL: registry, httpClient: .shared, role: .agent, logger: Self.logger)
            ],
            zooKeeper: zooKeeper,
            httpClient: .shared,
            metricsFactory: NOOPMetricsHandler.instance,
            logger: Self.logger
        )
        let group = ServiceGroup(
            configuration: .init(
                services: [
                    .init(service: zooKeeper), .init(service: agent.member),
                    .init(service: agent, successTerminationBehavior: .gracefullyShutdownGroup),
                ],
                logger: Self.logger
            )
        )
        return (agent, group)
    }

    /// Waits for a fact, at most 20 s.
    private func eventually(_ fact: String, _ holds: () async -> Bool) async throws {
        let deadline = ContinuousClock.now + .seconds(20)
        while await !holds() {
            try #require(ContinuousClock.now < deadline, "\(fact) did not come true")
            try await Task.sleep(for: .milliseconds(20))
        }
    }

    private func answers(_ port: Int) async -> Bool {
        let health = LocalHealth(
            probe: .tcp,
            endpoint: Endpoint(host: "127.0.0.1", port: port),
            timeout: .seconds(1),
            httpClient: .shared
        )
        return await health.failure() == nil
    }

    @Test("Registered, renewed, flipped, and taken out of traffic before it is stopped")
    func wholeLife() async throws {
        let port = try FreePort.allocate()[0]
        let registry = RegistryDouble()
        try await registry.serving { url in
            let command = ["python3", "-m", "http.server", "--bind", "127.0.0.1", "\(port)"]
            let (agent, group) = try agent(port: port, command: command, registry: url)
            try await withThrowingTaskGroup(of: Void.self) { tasks in
                tasks.addTask { try await group.run() }
                try await eventually("registered") { registry.now.isRegistered }
                #expect(registry.now.claims == ["OUT_OF_SERVICE"])
                #expect(registry.now.metadata == ["color": "green", "agent": "bluegreen"])
                #expect(agent.isHealthy)

                registry.forget()
                try await eventually("registered again") { registry.now.isRegistered }

                #expect(await agent.setStatus(instanceID: "green-2", status: "UP") == .wrongInstance)
                #expect(await agent.setStatus(instanceID: "green-1", status: "DOWN") == .notAStatus)
                #expect(registry.now.override == nil)
                #expect(await agent.setStatus(instanceID: "green-1", status: "UP") == .done)
                #expect(registry.now.override == "UP")

                await group.triggerGracefulShutdown()
                try await eventually("DOWN") { registry.now.claims.last == "DOWN" }
                try await tasks.waitForAll()
            }
            #expect(agent.exitCode == 0)
            #expect(!registry.now.isRegistered)
            #expect(await !answers(port))
        }
    }

    @Test("A process that ends by itself takes the agent along, with its exit code")
    func exitCode() async throws {
        let registry = RegistryDouble()
        try await registry.serving { url in
            let (agent, group) = try agent(port: 1, command: ["sh", "-c", "exit 7"], registry: url)
            try await group.run()
            #expect(agent.exitCode == 7)
        }
    }

    @Test("A process killed by a signal is 128 + n, one that is not there is 127")
    func abnormalExits() async throws {
        for (command, code) in [(["sh", "-c", "kill -9 $$"], Int32(137)), (["/nowhere/to/be/found"], 127)] {
            let (agent, group) = try agent(port: 1, command: command, registry: "http://127.0.0.1:1/eureka")
            try await group.run()
            #expect(agent.exitCode == code)
        }
    }

    @Test("With the registry away the instance serves on, and is still stopped in the end")
    func registryAway() async throws {
        let port = try FreePort.allocate()[0]
        let command = ["python3", "-m", "http.server", "--bind", "127.0.0.1", "\(port)"]
        let (agent, group) = try agent(port: port, command: command, registry: "http://127.0.0.1:1/eureka")
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            try await eventually("healthy") { agent.isHealthy }
            guard case .unavailable = await agent.setStatus(instanceID: "green-1", status: "UP") else {
                Issue.record("an order that reached no registry was confirmed")
                return
            }
            #expect(await answers(port))
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
        }
        #expect(agent.exitCode == 0)
        #expect(await !answers(port))
    }

    @Test("A process that is asked to end has an exit code, too")
    func exitCodeWhenStopped() async throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "agent-tests-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: file) }
        for (answer, expected) in [("exit 3", Int32(3)), ("kill -9 $$", 137), ("", 137)] {
            try? FileManager.default.removeItem(at: file)
            let child = ChildProcess(
                command: ["sh", "-c", "trap '\(answer)' TERM; : > '\(file.path)'; while :; do sleep 0.05; done"],
                stopDeadline: .milliseconds(500), logger: Self.logger)
            let code = try await withThrowingTaskGroup(of: Int32.self) { group in
                group.addTask { await child.run() }
                try await eventually("started") { FileManager.default.fileExists(atPath: file.path) }
                group.cancelAll()
                return try await group.next()
            }
            #expect(code == expected, "\(answer)")
        }
    }

    @Test("A process that does not heed SIGTERM is killed at the deadline, with all it started")
    func stubborn() async throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "agent-tests-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: file) }
        let child = ChildProcess(
            command: ["sh", "-c", "trap '' TERM; sleep 600 & echo $! > '\(file.path)'; wait"],
            stopDeadline: .milliseconds(200),
            logger: Self.logger
        )
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { _ = await child.run() }
            var grandchild: pid_t?
            try await eventually("started") {
                grandchild = (try? String(contentsOf: file, encoding: .utf8)).flatMap {
                    pid_t($0.trimmingCharacters(in: .newlines))
                }
                return grandchild != nil
            }
            group.cancelAll()
            try await group.waitForAll()
            let pid = try #require(grandchild)
            try await eventually("the grandchild's end") {
                let status = (try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8)) ?? ""
                return status.isEmpty || status.contains(") Z ")
            }
        }
    }
}
