import Coordination
import Foundation
import RolloutCore
import TestSupport
import Testing
import ZooKeeper

@Suite("How long the history is kept", .serialized)
struct HistoryAgeTests {
    /// What ZooKeeper stored is dated back while its server is down, as if the switch had been made that long ago.
    @Test(
        "With the next entry the leader removes what is older than 400 days, and nothing younger",
        arguments: [(days: 401, kept: 2), (days: 399, kept: 4)])
    func age(days: Int, kept: Int) async throws {
        try await withZooKeeper { server in
            let options = Deployment.Options(controllerArguments: ["--reader-cache", "0s"])
            try await withDeployment(on: server.connectString, options) { deployment in
                try await deployment.awaitServing(.blue)
                try await deployment.set("green")
                try await deployment.awaitServing(.green)
                try await deployment.set("gren")
                try await eventually("it was refused") { try await deployment.history().count == 2 }
                await server.kill()
                try server.dateBack(by: .seconds(days * 24 * 3_600))
                try await server.start()
                #expect(try await deployment.history().map(\.number) == [2, 1])
                let oldest = deployment.layout.history.appending(try await name(of: 1, deployment))
                let stat = try #require(try await deployment.client.stat(of: oldest))
                let age = Date.now.timeIntervalSince1970 - Double(stat.createdMilliseconds) / 1_000
                #expect((Double(days)..<Double(days) + 0.1).contains(age / 86_400))

                try await deployment.set("blue")
                try await deployment.awaitServing(.blue)
                try await deployment.set("bleu")
                try await eventually(within: .seconds(30), "only those that are young enough are left") {
                    try await deployment.history().map(\.number) == Array([4, 3, 2, 1].prefix(kept))
                }
                let shown = try await deployment.run(["history", "-o", "json"])
                #expect(shown.code == 0 && shown.output.contains("r-1") == (kept == 4), "\(shown.output)")
            }
        }
    }

    /// The znode that holds the first, second … entry.
    private func name(of number: Int, _ deployment: Deployment) async throws -> String {
        let names = try await deployment.client.children(of: deployment.layout.history)?.names ?? []
        return try #require(names.sorted().dropFirst(number - 1).first)
    }
}
