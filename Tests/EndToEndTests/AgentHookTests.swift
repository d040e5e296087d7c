import AsyncHTTPClient
import Coordination
import Eureka
import Foundation
import NIOCore
import NIOHTTP1
import RolloutCore
import TestSupport
import Testing
import ZooKeeper

@Suite(
    "An agent with hooks, a count of what is in flight, and a process of its own", .serialized, .timeLimit(.minutes(3)))
struct AgentHookTests {
    @Test("A failing pre-enable keeps the instance out of traffic whatever is ordered, and says why")
    func held() async throws {
        try await withDeployment { deployment in
            let instance = try await OwnInstance(deployment)
            try instance.hook("pre-enable", "test -e \"$0.ready\" || { echo no cache yet; exit 3; }")
            try instance.hook("post-enable", instance.record)
            try instance.hook("post-disable", instance.record)
            try await instance.start()
            try await eventually("it is held") { try await instance.shown()?.status == .starting }
            #expect(try await instance.shown()?.metadata["reason"] == "pre-enable failed: exit code 3")
            try await deployment.registry.setStatus(
                app: Deployment.app.rawValue, id: instance.id, to: .up, epoch: nil)
            #expect(try await instance.shown()?.status == .starting)
            let readiness = try await HTTPClient.shared.execute(
                HTTPClientRequest(url: "http://127.0.0.1:\(instance.agentPort)/readyz"), timeout: .seconds(5))
            #expect(readiness.status.code == 503)
            #expect(instance.agent?.output.contains("no cache yet") == true)
            try await deployment.registry.setStatus(
                app: Deployment.app.rawValue, id: instance.id, to: .outOfService, epoch: nil)

            try deployment.directory.write("", to: "hooks/pre-enable.ready")
            try await eventually("it is ready") { try await instance.shown()?.status == .outOfService }
            #expect(try await instance.shown()?.metadata["reason"] == nil)
            for status in [EurekaStatus.up, .outOfService] {
                // It must have been seen before it changes.
                try await eventually("\(status) is shown") {
                    try await deployment.registry.setStatus(
                        app: Deployment.app.rawValue, id: instance.id, to: status, epoch: nil)
                    return instance.recorded.count >= (status == .up ? 1 : 2)
                }
            }
            // What it was before, the agent may not have looked at.
            #expect(instance.recorded.first?.hasPrefix("post-enable green \(instance.id) ") == true)
            #expect(instance.recorded.first?.hasSuffix(" UP") == true)
            #expect(instance.recorded.last == "post-disable green \(instance.id) UP OUT_OF_SERVICE")
        }
    }

    @Test("A color whose pre-enable fails is not switched to, and the serving one stays as it is")
    func switchToHeld() async throws {
        var options = Deployment.Options(controllerArguments: ["--check-deadline", "3s"])
        (options.blue, options.green, options.controllers) = (1, 0, 1)
        try await withDeployment(options) { deployment in
            try await deployment.awaitServing(.blue)
            let instance = try await OwnInstance(deployment)
            try instance.hook("pre-enable", "test -e \"$0.ready\"")
            try await instance.start()
            try await eventually("it is held") { try await instance.shown()?.status == .starting }
            let serving = try await deployment.statuses().filter { $0.key != instance.id }
            #expect(serving.values.allSatisfy { $0 == "UP" })
            let refused = try await deployment.run(["switch", "green", "--wait", "--timeout", "60s"])
            #expect(refused.code == 5, "\(refused.output)")
            #expect(refused.output.contains("STARTING"), "\(refused.output)")
            #expect(try await instance.shown()?.status == .starting)
            #expect(try await deployment.statuses().filter { $0.key != instance.id } == serving)
            try deployment.directory.write("", to: "hooks/pre-enable.ready")
            try await eventually("it is ready") { try await instance.shown()?.status == .outOfService }
            let reached = try await deployment.run(["switch", "green", "--wait", "--timeout", "60s"])
            #expect(reached.code == 0, "\(reached.output)")
            #expect(try await instance.shown()?.status == .up)
        }
    }

    @Test("Asked to end, it drains until nothing is in flight, long before its time is over")
    func drains() async throws {
        try await withDeployment(environments: ["agent": ["BLUEGREEN_ROLLOUT_READER_CACHE": "0s"]]) { deployment in
            let instance = try await OwnInstance(deployment)
            try deployment.directory.write("2", to: "www/count")
            try await instance.start([
                "--in-flight", "http://127.0.0.1:\(instance.port)/count", "--drain", "170s",
            ])
            let reader = HTTPClientRequest(url: "http://127.0.0.1:\(deployment.registryPort)/eureka/apps")
            _ = try await HTTPClient.shared.execute(reader, timeout: .seconds(5)).body.collect(upTo: 1 << 20)
            try await eventually("it is ready") { try await instance.shown()?.status == .outOfService }
            try await eventually("it is measured") { try await instance.metric("bluegreen_agent_in_flight") == 2 }
            instance.agent?.terminate()
            try await eventually("it is out") { try await instance.shown()?.status == .down }
            try await instance.awaitLooks()
            try deployment.directory.write("0", to: "www/count")
            try await eventually("it ends") {
                // As readers do, again and again.
                _ = try await HTTPClient.shared.execute(reader, timeout: .seconds(5)).body.collect(upTo: 1 << 20)
                return instance.agent?.isRunning == false
            }
            #expect(instance.agent?.exitCode == 0)
            #expect(instance.agent?.output.contains("Drained: every reader knows") == true)
            #expect(try await instance.shown() == nil)
        }
    }

    @Test("With nothing in flight it waits for a reader that has not fetched that it is out")
    func waitsForReaders() async throws {
        try await withDeployment(environments: ["agent": ["BLUEGREEN_ROLLOUT_READER_CACHE": "0s"]]) { deployment in
            let instance = try await OwnInstance(deployment)
            try deployment.directory.write("0", to: "www/count")
            try await instance.start([
                "--in-flight", "http://127.0.0.1:\(instance.port)/count", "--drain", "170s",
            ])
            try await eventually("it is ready") { try await instance.shown()?.status == .outOfService }
            let reader = HTTPClientRequest(url: "http://127.0.0.1:\(deployment.registryPort)/eureka/apps")
            _ = try await HTTPClient.shared.execute(reader, timeout: .seconds(5)).body.collect(upTo: 1 << 20)
            instance.agent?.terminate()
            try await eventually("it is out") { try await instance.shown()?.status == .down }
            try await instance.awaitLooks()
            _ = try await HTTPClient.shared.execute(reader, timeout: .seconds(5)).body.collect(upTo: 1 << 20)
            try await eventually("it ends") { instance.agent?.isRunning == false }
            #expect(instance.agent?.output.contains("Drained: every reader knows") == true)
        }
    }

    @Test("A process that dies by itself takes the instance out at once, and its exit code is the agent's")
    func dies() async throws {
        try await withDeployment { deployment in
            let instance = try await OwnInstance(deployment)
            let file = deployment.directory.url.appendingPathComponent("pid").path
            try await instance.start(
                command: [
                    "/bin/sh", "-c",
                    "echo $$ > '\(file)'; exec python3 -m http.server --bind 127.0.0.1 \(instance.port)",
                ])
            try await eventually("it is ready") { try await instance.shown()?.status == .outOfService }
            let pid = try #require(Int32(String(contentsOfFile: file, encoding: .utf8).dropLast()))
            _ = kill(pid, SIGSEGV)
            try await eventually("the agent ends") { instance.agent?.isRunning == false }
            #expect(instance.agent?.exitCode == 128 + SIGSEGV)
            #expect(try await instance.shown() == nil)
        }
    }

    @Test("Started again after both were killed, it says at once that the instance is down")
    func killedWithItsProcess() async throws {
        try await withDeployment { deployment in
            let instance = try await OwnInstance(deployment)
            try await instance.start()
            try await eventually("it is ready") { try await instance.shown()?.status == .outOfService }
            await instance.agent?.kill()
            try await instance.start(command: ["/bin/sleep", "600"])
            try await eventually("it is down") { try await instance.shown()?.status == .down }
            #expect(try await instance.shown()?.metadata["reason"] == "its process is being started again")
        }
    }

    @Test("Secrets and systemd's variables do not reach the process")
    func environment() async throws {
        let secrets = ["BLUEGREEN_LISTEN_AUTH": "u:planted-1", "NOTIFY_SOCKET": "/nowhere/planted-2", "PLAIN": "kept"]
        try await withDeployment(environments: ["agent": secrets]) { deployment in
            let instance = try await OwnInstance(deployment)
            try await instance.start(command: ["/usr/bin/env"])
            try await eventually("the agent ends") { instance.agent?.isRunning == false }
            #expect(instance.agent?.exitCode == 0)
            #expect(instance.agent?.output.contains("PLAIN=kept") == true)
            #expect(instance.agent?.output.contains("planted") == false)
        }
    }
}

/// A registry and nothing else.
private func withDeployment(
    environments: [String: [String: String]] = [:], _ body: @escaping @Sendable (Deployment) async throws -> Void
) async throws {
    var options = Deployment.Options()
    (options.blue, options.green, options.controllers) = (0, 0, 0)
    options.environments = environments
    try await withDeployment(options, body)
}

private func withDeployment(
    _ options: Deployment.Options, _ body: @escaping @Sendable (Deployment) async throws -> Void
) async throws {
    try await withZooKeeper { server in
        try await withDeployment(on: server.connectString, options) { deployment in
            do {
                try await body(deployment)
            } catch {
                throw Deployment.Failure("\(error)\n\(deployment.logs)")
            }
        }
    }
}

/// A small web server run by an agent.
private struct OwnInstance: Sendable {
    let id = "green-1"
    let port: Int
    let agentPort: Int
    private let deployment: Deployment

    init(_ deployment: Deployment) async throws {
        self.deployment = deployment
        let ports = try FreePort.allocate(2)
        (port, agentPort) = (ports[0], ports[1])
        try deployment.directory.write("", to: "www/index.html")
        try deployment.directory.write("", to: "hooks/.keep")
    }

    private func path(_ name: String) -> String { deployment.directory.url.appendingPathComponent(name).path }

    /// A hook's script that leaves a line of what it is about.
    var record: String {
        "echo \"$BLUEGREEN_HOOK $BLUEGREEN_COLOR $BLUEGREEN_INSTANCE $BLUEGREEN_STATUS_FROM $BLUEGREEN_STATUS_TO\" >> "
            + "'\(path("recorded"))'"
    }

    var recorded: [String] {
        ((try? String(contentsOfFile: path("recorded"), encoding: .utf8)) ?? "").split(separator: "\n").map(String.init)
    }

    func hook(_ name: String, _ script: String) throws {
        try deployment.directory.write("#!/bin/sh\n\(script)\n", to: "hooks/\(name)")
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path("hooks/\(name)"))
    }

    func start(_ options: [String] = ["--drain", "0s"], command: [String]? = nil) async throws {
        let server = [
            "/usr/bin/env", "python3", "-m", "http.server", "--bind", "127.0.0.1", "--directory", path("www"),
            "\(port)",
        ]
        _ = try await deployment.start(
            id,
            [
                "agent", "--app", Deployment.app.rawValue, "--color", "green", "--id", id, "--endpoint",
                "127.0.0.1:\(port)", "--registry", "http://127.0.0.1:\(deployment.registryPort)/eureka",
                "--session-timeout", "4s", "--listen", "127.0.0.1:\(agentPort)", "--hooks", path("hooks"),
            ] + options + ["--"] + (command ?? server))
    }

    var agent: ChildProcess? { deployment.process(id) }

    /// Waits until the agent has asked what is in flight often enough to have ended if it thought that it may.
    func awaitLooks() async throws {
        let looks = { (agent?.output ?? "").split(separator: "GET /count").count }
        let before = looks()
        try await eventually("the agent has looked") { looks() >= before + 20 }
        #expect(agent?.isRunning == true)
    }

    /// The instance as the registry shows it.
    func shown() async throws -> InstanceInfo? {
        try await deployment.registry.instance(app: Deployment.app.rawValue, id: id)
    }

    func metric(_ name: String) async throws -> Double? {
        let request = HTTPClientRequest(url: "http://127.0.0.1:\(agentPort)/metrics")
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(5))
        let text = String(buffer: try await response.body.collect(upTo: 1 << 20))
        return text.split(separator: "\n").lazy.compactMap { line in
            let parts = line.split(separator: " ")
            return parts.count == 2 && parts[0] == name ? Double(parts[1]) : nil
        }.first
    }
}
