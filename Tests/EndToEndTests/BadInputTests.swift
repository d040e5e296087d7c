import Foundation
import TestSupport
import Testing
import ZooKeeper

/// What a person gets wrong must cost them one sentence and the right exit code.
@Suite("Bad input", .serialized)
struct BadInputTests {
    @Test(
        "Wrong usage: exit code 64 and one sentence",
        arguments: [
            ["status", "--no-such-option"], ["switch", "gren"], ["switch"], ["controller", "--listen", "nonsense"],
            ["controller", "--session-timeout", "soon"], ["agent", "--color", "red", "--endpoint", "127.0.0.1:1"],
            ["registry", "--listen", "0.0.0.0:8761"],
            ["registry", "--standalone", "--listen", "127.0.0.1:8799", "--peer", "http://localhost:8799/eureka"],
            ["status", "--zookeeper", "no-port"], ["no-such-command"],
        ])
    func usage(arguments: [String]) async throws {
        let result = try await run(arguments)
        #expect(result.code == 64, "\(result.output)")
        #expect(isOneSentence(result.output), "\(result.output)")
    }

    @Test("An unknown configuration key: exit code 64, with file, line and what was meant")
    func unknownKey() async throws {
        let directory = try TemporaryDirectory("bad-input")
        defer { directory.remove() }
        try directory.write("zookeeper:\n  servers: 127.0.0.1:2181\nrolout:\n  drain: 5s\n", to: "bluegreen.yaml")
        let file = directory.url.appendingPathComponent("bluegreen.yaml").path
        let result = try await run(["config", "check", file])
        #expect(result.code == 64, "\(result.output)")
        #expect(result.output.contains("bluegreen.yaml:3"), "\(result.output)")
        #expect(result.output.contains("rollout"), "\(result.output)")
    }

    @Test("ZooKeeper cannot be reached: exit code 69 and one sentence that names it")
    func unreachable() async throws {
        let port = try FreePort.allocate()[0]
        let result = try await run(["status", "--zookeeper", "127.0.0.1:\(port)"])
        #expect(result.code == 69, "\(result.output)")
        #expect(result.output.contains("127.0.0.1:\(port)"))
        #expect(isOneSentence(result.output), "\(result.output)")
    }

    @Test("A registry to start from does not answer: exit code 69 and one sentence that names it")
    func nothingToCopy() async throws {
        let ports = try FreePort.allocate(2)
        let result = try await run([
            "registry", "--standalone", "--listen", "127.0.0.1:\(ports[0])", "--log-level", "error",
            "--bootstrap-from", "http://user:secret@127.0.0.1:\(ports[1])/eureka",
        ])
        #expect(result.code == 69, "\(result.output)")
        #expect(result.output.contains("127.0.0.1:\(ports[1])") && !result.output.contains("secret"))
        #expect(isOneSentence(result.output), "\(result.output)")
    }

    @Test("A port in use: exit code 69 and one sentence that names it", arguments: ["registry", "controller"])
    func portInUse(role: String) async throws {
        try await withZooKeeper { server in
            let arguments = role == "registry" ? [role, "--standalone"] : [role, "--zookeeper", server.connectString]
            let result = try await run(arguments + ["--listen", server.connectString])
            #expect(result.code == 69, "\(result.output)")
            let last = result.output.split(separator: "\n").last.map(String.init) ?? ""
            #expect(last.contains(server.connectString), "\(result.output)")
        }
    }

    @Test("Wrong credentials: exit code 77 and one sentence")
    func notPermitted() async throws {
        try await withZooKeeper { server in
            _ = try await withClient(server.configuration(credential: Credential(user: "owner", password: "secret"))) {
                client in
                try await client.create(
                    "/active_color", Array("blue".utf8), mode: .persistent, acl: .creatorAndWorldRead)
            }
            let result = try await run(
                ["switch", "green", "--zookeeper", server.connectString],
                environment: ["BLUEGREEN_ZOOKEEPER_AUTH": "somebody:else"])
            #expect(result.code == 77, "\(result.output)")
            #expect(isOneSentence(result.output), "\(result.output)")
            #expect(!result.output.contains("else"), "the password is shown: \(result.output)")
        }
    }

    /// One line that says something; ArgumentParser's usage lines may follow it.
    private func isOneSentence(_ output: String) -> Bool {
        let hints = ["Usage:", "  See ", "Help:"]
        let lines = output.split(separator: "\n").filter { line in !hints.contains { line.hasPrefix($0) } }
        return lines.count == 1 && !output.contains("Fatal") && !output.contains("Swift.")
    }

    private func run(_ arguments: [String], environment extra: [String: String] = [:]) async throws -> Ended {
        let directory = try TemporaryDirectory("bad-input")
        defer { directory.remove() }
        let environment = ProcessInfo.processInfo.environment.merging(extra) { $1 }
        let child = try await ChildProcess.start(
            Deployment.executable, arguments, environment: environment, log: directory.url.appendingPathComponent("log")
        )
        return try await child.ended()
    }
}
