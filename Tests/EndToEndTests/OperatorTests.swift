import AsyncHTTPClient
import Coordination
import Foundation
import NIOCore
import NIOHTTP1
import RolloutCore
import TestSupport
import Testing
import ZooKeeper

/// What operators and their tools see of running processes.
@Suite("What operators see", .serialized)
struct OperatorTests {
    @Test("Every role's /metrics is what promtool accepts, and its health checks answer")
    func metricsAndHealth() async throws {
        try await withSettledDeployment { deployment in
            let leader = try await deployment.leader()
            var exposed: [String] = []
            for address in [deployment.address(of: leader), "127.0.0.1:\(deployment.registryPort)"] {
                let exposition = try await get("http://\(address)/metrics")
                #expect(exposition.code == 200)
                let text = String(buffer: exposition.body)
                #expect(!text.contains("Not described."))
                exposed += text.matches(of: #/(?m)^\# HELP (\S+) .+$/#).map { String($0.1) }
                let verdict = try await promtool(exposition.body, deployment)
                #expect(verdict.code == 0, "\(address): \(verdict.output)")
                #expect(try await get("http://\(address)/healthz").code == 200)
                #expect(try await get("http://\(address)/readyz").code == 200)
            }
            let others = [
                "bluegreen_agent_", "bluegreen_gateway_", "bluegreen_registry_peer_", "bluegreen_registry_refused_",
            ]
            let documented = try documentedMetrics().filter { name in !others.contains { name.hasPrefix($0) } }
            #expect(Set(exposed) == Set(documented))
            let metrics = try await deployment.metrics(of: leader)
            #expect(metrics["bluegreen_controller_leader"] == 1)
            #expect(metrics["bluegreen_fleet_serving_instances{app=\"service-client\",color=\"blue\"}"] == 3)
        }
    }

    @Test("switch --wait goes there, rollback --wait goes back, both with who and why in the history")
    func switchAndRollback() async throws {
        try await withSettledDeployment { deployment in
            let there = try await deployment.run(["switch", "green", "-m", "PAY-2211 TLS fix", "--wait"])
            #expect(there.code == 0, "\(there.output)")
            try await deployment.awaitServing(.green)
            let back = try await deployment.run(["rollback", "--wait", "--timeout", "60s"])
            #expect(back.code == 0, "\(back.output)")
            try await deployment.awaitServing(.blue)
            let history = try await deployment.history()
            #expect(history.map(\.target) == [.blue, .green])
            #expect(history.last?.comment == "PAY-2211 TLS fix")
            #expect(history.allSatisfy { $0.by?.isEmpty == false })
            #expect(try await deployment.client.children(of: deployment.layout.requests)?.names == [])
        }
    }

    @Test("switch --wait to an empty color is refused with exit code 5, and one that cannot be done in time with 6")
    func refusedAndTimedOut() async throws {
        try await withSettledDeployment(.init(green: 0)) { deployment in
            let refused = try await deployment.run(["switch", "green", "--wait", "--timeout", "60s"])
            #expect(refused.code == 5, "\(refused.output)")
            for name in ["controller-1", "controller-2"] { await deployment.process(name)?.kill() }
            let late = try await deployment.run(["switch", "green", "--wait", "--timeout", "2s"])
            #expect(late.code == 6, "\(late.output)")
        }
    }

    @Test("status works while every controller is down, for people and for programs")
    func statusWithoutControllers() async throws {
        try await withSettledDeployment { deployment in
            for name in ["controller-1", "controller-2"] { await deployment.process(name)?.kill() }
            try await eventually(within: .seconds(20), "nobody leads") {
                try await deployment.run(["status"]).output.contains("nobody")
            }
            let status = try await deployment.run(["status", "-o", "json"])
            #expect(status.code == 0)
            let parsed = try #require(
                try JSONSerialization.jsonObject(with: Data(status.output.utf8)) as? [String: Any])
            #expect(parsed["apiVersion"] as? String == "bluegreen/v1")
            #expect(parsed["serving"] as? String == "blue")
            #expect((parsed["instances"] as? [Any])?.count == 6)
        }
    }

    @Test("A comment's znode that cannot be removed does not hold up a switch")
    func stubbornComment() async throws {
        try await withSettledDeployment { deployment in
            // With a child it can be deleted neither by hand nor in a transaction, as one that is gone already.
            let stray = deployment.layout.requests.appending("r-0")
            try await deployment.client.createPath(stray.appending("child"))
            try await deployment.set("green")
            try await deployment.awaitServing(.green, within: .seconds(30))
            try await deployment.set("blue")
            try await deployment.awaitServing(.blue, within: .seconds(30))
        }
    }

    @Test("With a credential, what the roles create is theirs: nobody else can ask for a color or touch the record")
    func credentials() async throws {
        try await withSettledDeployment(.init(credential: ("bluegreen", "secret"))) { deployment in
            try await deployment.set("green")
            try await deployment.awaitServing(.green)
            let anonymous = try ZooKeeperClient.Configuration(connectString: deployment.connectString)
            try await withClient(anonymous) { client in
                for path in [deployment.layout.activeColor, deployment.layout.record, ZNodeLayout.epoch] {
                    var refusal: ZooKeeperError.Code?
                    do throws(ZooKeeperError) {
                        try await client.set(path, Array("blue".utf8))
                    } catch {
                        refusal = error.code
                    }
                    #expect(refusal == .noAuth, "\(path)")
                    let znode = try await client.get(path)
                    #expect(znode != nil, "\(path) can be read by all")
                }
            }
            for child in deployment.all { #expect(!child.output.contains("secret")) }
        }
    }

    private func get(_ url: String) async throws -> (code: UInt, body: ByteBuffer) {
        let response = try await HTTPClient.shared.execute(HTTPClientRequest(url: url), timeout: .seconds(5))
        return (response.status.code, try await response.body.collect(upTo: 4 << 20))
    }

    private func promtool(_ exposition: ByteBuffer, _ deployment: Deployment) async throws -> Ended {
        try deployment.directory.write(String(buffer: exposition), to: "metrics.txt")
        let file = deployment.directory.url.appendingPathComponent("metrics.txt").path
        let child = try await ChildProcess.start(
            "/bin/sh", ["-c", "promtool check metrics < \(file)"],
            log: deployment.directory.url.appendingPathComponent("promtool-\(UUID().uuidString)"))
        return try await child.ended()
    }

    /// The names in the table of Operations.md.
    private func documentedMetrics() throws -> [String] {
        let project = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let text = try String(contentsOf: project.appending(path: "Documentation/Operations.md"), encoding: .utf8)
        return text.matches(of: /(?m)^\| `(bluegreen_\w+)` \|/).map { String($0.1) }
    }
}
