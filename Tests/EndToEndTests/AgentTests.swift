import Coordination
import Foundation
import NIOConcurrencyHelpers
import RolloutCore
import TestSupport
import Testing
import ZooKeeper

@Suite("Instances under real agents", .serialized)
struct AgentTests {
    @Test(
        "A switch there and back, told to the registry or through the instances", arguments: ["registry", "instance"])
    func thereAndBack(path: String) async throws {
        try await withAgents(.init(controllerArguments: ["--flip-through", path])) { deployment in
            try await deployment.set("green")
            try await deployment.awaitServing(.green)
            try await deployment.set("blue")
            try await deployment.awaitServing(.blue)
            #expect(try await deployment.history().map(\.outcome) == [.completed, .completed])
            // Through the instances, the controllers themselves change nothing in the registry.
            let changes = deployment.proxy.accepted.count
            #expect(path == "instance" ? changes == 0 : changes >= 8)
        }
    }

    @Test("Agents that ask for credentials are shown those of controller.instanceAuth, which no line logged holds")
    func guardedAgents() async throws {
        let auth = "agents:planted-7c2d"
        let environments = [
            "agent": ["BLUEGREEN_LISTEN_AUTH": auth], "controller": ["BLUEGREEN_CONTROLLER_INSTANCE_AUTH": auth],
        ]
        let options = Deployment.Options(
            controllerArguments: ["--flip-through", "instance"], environments: environments)
        try await withAgents(options) { deployment in
            try await deployment.set("green")
            try await deployment.awaitServing(.green)
            #expect(!deployment.all.contains { $0.output.contains("planted-7c2d") })
        }
    }

    @Test("Asked to end, an agent takes its instance out: no registration, no znode, no process, exit code 0")
    func leavesInOrder() async throws {
        try await withAgents { deployment in
            let agent = try #require(deployment.process("blue-1"))
            agent.terminate()
            try await eventually(within: .seconds(30), "the agent ends") { !agent.isRunning }
            #expect(agent.exitCode == 0)
            #expect(try await deployment.statuses()["blue-1"] == nil)
            let path = deployment.layout.member(.blue, InstanceID(rawValue: "blue-1"))
            #expect(try await deployment.client.stat(of: path) == nil)
            try await deployment.awaitChildGone("blue-1")
        }
    }

    @Test("Killed, an agent takes its process with it, and its znode goes with the session")
    func diesWithItsChild() async throws {
        try await withAgents { deployment in
            await deployment.process("blue-1")?.kill()
            try await deployment.awaitChildGone("blue-1")
            let path = deployment.layout.member(.blue, InstanceID(rawValue: "blue-1"))
            try await eventually(within: .seconds(30), "the member is gone") {
                try await deployment.client.stat(of: path) == nil
            }
            #expect(try await deployment.statuses()["blue-2"] == "UP")
        }
    }

    @Test("Stopped past its session and continued, an agent's znode is back under a new session")
    func comesBack() async throws {
        try await withAgents { deployment in
            let path = deployment.layout.member(.blue, InstanceID(rawValue: "blue-1"))
            let before = try #require(try await deployment.client.stat(of: path)).ephemeralOwner
            deployment.process("blue-1")?.suspend()
            try await eventually(within: .seconds(40), "the member is gone") {
                try await deployment.client.stat(of: path) == nil
            }
            deployment.process("blue-1")?.resume()
            try await eventually(within: .seconds(40), "the member is back") {
                guard let stat = try await deployment.client.stat(of: path) else { return false }
                return stat.ephemeralOwner != before
            }
            try await deployment.awaitServing(.blue)
        }
    }

    @Test("The registry killed and started again serves every instance at once, with the same statuses")
    func registryRestarts() async throws {
        // Restarted, it does not know yet who fetches: a switch waits for that long.
        try await withAgents(.init(controllerArguments: ["--blind-propagation", "3s"])) { deployment in
            let before = try await deployment.statuses()
            await deployment.process("registry")?.kill()
            try await deployment.startRegistry()
            #expect(try await deployment.statuses() == before)
            try await deployment.set("green")
            try await deployment.awaitServing(.green)
        }
    }
}

/// A deployment of two and two real agents, each with a small web server as its child.
private func withAgents(
    _ options: Deployment.Options = .init(), _ body: @escaping @Sendable (Deployment) async throws -> Void
) async throws {
    var options = options
    (options.blue, options.green) = (0, 0)
    try await withZooKeeper { server in
        try await withDeployment(on: server.connectString, options) { deployment in
            do {
                for color in Color.allCases {
                    for number in 1...2 { try await deployment.startAgent("\(color)-\(number)", color) }
                }
                try await deployment.awaitServing(.blue)
                try await body(deployment)
            } catch {
                throw Deployment.Failure("\(error)\n\(deployment.logs)")
            }
        }
    }
}
