import AsyncHTTPClient
import Coordination
import Eureka
import Foundation
import NIOConcurrencyHelpers
import NIOCore
import NIOPosix
import RolloutCore
import TestSupport
import Testing
import ZooKeeper

@Suite("An agent that accompanies a running instance", .serialized, .timeLimit(.minutes(3)))
struct AgentRestartTests {
    /// Everything that others can see of the instance.
    private struct Sight: Equatable {
        var znode: ZNode?
        var instance: InstanceInfo?
        var revision: Int64?
    }

    private func sight(_ instance: Accompanied, _ deployment: Deployment) async throws -> Sight {
        let reading = try await deployment.registry.reading(app: Deployment.app.rawValue, id: instance.id)
        var shown = reading.instance
        // Renewed by heartbeats.
        shown?.lease = LeaseInfo(renewalIntervalSeconds: 10, durationSeconds: 30)
        return Sight(
            znode: try await deployment.client.get(instance.path), instance: shown, revision: reading.revision)
    }

    @Test(
        "can be killed or asked to hand over, and started again: nobody sees anything of it",
        arguments: [SIGKILL, SIGUSR2])
    func restart(signal: Int32) async throws {
        try await withAccompanied { instance, deployment in
            let before = try await sight(instance, deployment)
            #expect(before.instance?.status == .up)
            let events = NIOLockedValueBox(0)
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    for await _ in deployment.client.observe(instance.path) { events.withLockedValue { $0 += 1 } }
                }
                try await eventually("the watch is set") { events.withLockedValue { $0 } == 1 }
                for _ in 1...2 {
                    let agent = try #require(deployment.process(instance.id))
                    agent.signal(signal)
                    try await eventually("the agent ends") { !agent.isRunning }
                    #expect(agent.exitCode == (signal == SIGKILL ? 137 : 0))
                    #expect(try await sight(instance, deployment) == before)
                    try await instance.startAgent(deployment)
                    try await eventually("the next agent goes on") {
                        try await instance.metric(#"calls_total{call="heartbeat",result="done"}"#) ?? 0 >= 1
                    }
                    #expect(try await instance.metric(#"calls_total{call="register",result="done"}"#) == 0)
                }
                // Longer than the session would have lasted without the next agent: 10 s later.
                try await eventually(within: .seconds(30), "the next agent stays") {
                    try await instance.metric(#"calls_total{call="heartbeat",result="done"}"#) ?? 0 >= 2
                }
                #expect(try await sight(instance, deployment) == before)
                #expect(events.withLockedValue { $0 } == 1)
                group.cancelAll()
            }
        }
    }

    @Test("is the only one: a second agent with its state is refused in one sentence")
    func second() async throws {
        try await withAccompanied { instance, deployment in
            let before = try await sight(instance, deployment)
            var arguments = instance.arguments(deployment)
            arguments[arguments.count - 1] = "127.0.0.1:0"
            let ended = try await deployment.start("second", arguments).ended(within: .seconds(20))
            #expect(ended.code == 69)
            let lines = ended.output.split(separator: "\n")
            #expect(lines.count == 1, "\(ended.output)")
            #expect(lines.last?.contains("another agent looks after this instance already") == true)
            #expect(try await sight(instance, deployment) == before)
        }
    }

    @Test("takes the instance out when it is asked to end, and the next one begins anew")
    func ends() async throws {
        try await withAccompanied { instance, deployment in
            let before = try await sight(instance, deployment)
            let agent = try #require(deployment.process(instance.id))
            agent.terminate()
            try await eventually("the agent ends") { !agent.isRunning }
            #expect(agent.exitCode == 0)
            let gone = try await sight(instance, deployment)
            #expect(gone.znode == nil)
            #expect(gone.instance == nil)
            try await instance.startAgent(deployment)
            try await deployment.awaitServing(.blue)
            let after = try await sight(instance, deployment)
            #expect(after.znode?.stat.ephemeralOwner != before.znode?.stat.ephemeralOwner)
        }
    }

    @Test("that was away for longer than its session comes back under a new one, without registering again")
    func away() async throws {
        try await withAccompanied { instance, deployment in
            let before = try await sight(instance, deployment)
            await deployment.process(instance.id)?.kill()
            let owner = before.znode?.stat.ephemeralOwner
            // The registry may keep the member meanwhile.
            try await eventually(within: .seconds(30), "the agent's member is gone") {
                try await deployment.client.stat(of: instance.path)?.ephemeralOwner != owner
            }
            try await instance.startAgent(deployment)
            try await eventually(within: .seconds(30), "the agent's member is back") {
                let new = try await deployment.client.stat(of: instance.path)?.ephemeralOwner
                return new != nil && new != owner
            }
            try await deployment.awaitServing(.blue)
            let after = try await sight(instance, deployment)
            #expect(after.instance == before.instance)
            #expect(after.revision == before.revision)
        }
    }
}

/// An instance that runs by itself, here as a listening socket of the test, and what its agent is started with.
private struct Accompanied: Sendable {
    let id = "blue-1"
    let port: Int
    let agentPort: Int
    let path: ZNodePath

    func arguments(_ deployment: Deployment) -> [String] {
        [
            "agent", "--app", Deployment.app.rawValue, "--color", "blue", "--id", id, "--endpoint", "127.0.0.1:\(port)",
            "--registry", "http://127.0.0.1:\(deployment.registryPort)/eureka", "--session-timeout", "6s", "--drain",
            "0s", "--listen", "127.0.0.1:\(agentPort)",
        ]
    }

    func startAgent(_ deployment: Deployment) async throws {
        _ = try await deployment.start(id, arguments(deployment))
    }

    /// A sample of the agent's `/metrics` whose name and labels end like this.
    func metric(_ name: String) async throws -> Double? {
        let request = HTTPClientRequest(url: "http://127.0.0.1:\(agentPort)/metrics")
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(5))
        let text = String(buffer: try await response.body.collect(upTo: 1 << 20))
        return text.split(separator: "\n").lazy.compactMap { line in
            let parts = line.split(separator: " ")
            return parts.count == 2 && parts[0].hasSuffix(name) ? Double(parts[1]) : nil
        }.first
    }
}

/// One instance of blue that serves, with its agent, in a deployment with one controller.
private func withAccompanied(_ body: @escaping @Sendable (Accompanied, Deployment) async throws -> Void) async throws {
    var options = Deployment.Options()
    (options.blue, options.green, options.controllers) = (0, 0, 1)
    try await withZooKeeper { server in
        try await withDeployment(on: server.connectString, options) { deployment in
            let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .serverChannelOption(.socketOption(.so_reuseaddr), value: 1).bind(host: "127.0.0.1", port: 0).get()
            do {
                let instance = Accompanied(
                    port: channel.localAddress?.port ?? 0, agentPort: try FreePort.allocate()[0],
                    path: deployment.layout.member(.blue, InstanceID(rawValue: "blue-1")))
                deployment.fleet.note(instance.id, .blue)
                try await instance.startAgent(deployment)
                try await deployment.awaitServing(.blue)
                try await body(instance, deployment)
                try await channel.close()
            } catch {
                try? await channel.close()
                throw Deployment.Failure("\(error)\n\(deployment.logs)")
            }
        }
    }
}
