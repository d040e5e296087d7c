import Coordination
import RolloutCore
import TestSupport
import Testing
import ZooKeeper

/// What the original system does wrong at its first fault must not happen here.
@Suite("The original system's three faults", .serialized)
struct OriginalSystemTests {
    @Test("Starting a controller sends no status change")
    func startingChangesNothing() async throws {
        try await withSettledDeployment { deployment in
            for name in ["controller-1", "controller-2"] { await deployment.process(name)?.kill() }
            deployment.proxy.forget()
            try await deployment.startController("controller-3")
            try await deployment.awaitSteadyPasses(by: "controller-3")
            #expect(deployment.proxy.accepted == [])
            try await deployment.awaitServing(.blue)
        }
    }

    @Test("Failing a controller over sends no status change")
    func failoverChangesNothing() async throws {
        try await withSettledDeployment { deployment in
            deployment.proxy.forget()
            let first = try await deployment.leader()
            await deployment.process(first)?.kill()
            let second = first == "controller-1" ? "controller-2" : "controller-1"
            try await deployment.awaitSteadyPasses(by: second)
            #expect(deployment.proxy.accepted == [])
            try await deployment.awaitServing(.blue)
        }
    }

    @Test(
        "What is no color is refused, and the serving color is written back",
        arguments: ["gren", "", "GREEN", "green\n"])
    func nonsenseIsRefused(text: String) async throws {
        try await withSettledDeployment { deployment in
            deployment.proxy.forget()
            try await deployment.set(text)
            try await eventually(within: .seconds(15), "blue is written back") {
                try await deployment.activeColor() == "blue"
            }
            #expect(deployment.proxy.accepted == [])
            let entry = try #require(try await deployment.history().first)
            #expect(entry.outcome == .rejected)
            #expect(entry.reason.contains("neither blue nor green"))
            let leader = try await deployment.leader()
            #expect(deployment.process(leader)?.output.contains("Refused") == true)
        }
    }

    @Test("An empty target is refused, and the serving color is written back")
    func emptyTargetIsRefused() async throws {
        try await withSettledDeployment(.init(green: 0)) { deployment in
            deployment.proxy.forget()
            try await deployment.set("green")
            try await eventually(within: .seconds(15), "blue is written back") {
                try await deployment.activeColor() == "blue"
            }
            #expect(deployment.proxy.accepted == [])
            let entry = try #require(try await deployment.history().first)
            #expect(entry.outcome == .rejected)
            #expect(entry.reason.contains("green has no instances"))
            let leader = try await deployment.leader()
            #expect(deployment.process(leader)?.output.contains("green has no instances") == true)
        }
    }

    @Test("A deleted /active_color is written back")
    func deletedIntentIsRestored() async throws {
        try await withSettledDeployment { deployment in
            deployment.proxy.forget()
            try await deployment.client.delete(deployment.layout.activeColor, ifVersion: nil)
            try await eventually(within: .seconds(15), "blue is written back") {
                try await deployment.activeColor() == "blue"
            }
            #expect(deployment.proxy.accepted == [])
        }
    }
}

/// A deployment on a ZooKeeper server of its own whose active color serves.
func withSettledDeployment(
    _ options: Deployment.Options = .init(), _ body: @escaping @Sendable (Deployment) async throws -> Void
) async throws {
    try await withZooKeeper { server in
        try await withDeployment(on: server.connectString, options) { deployment in
            try await deployment.awaitServing(.blue)
            try await body(deployment)
        }
    }
}

extension Deployment {
    /// Waits until the controller leads and has made passes that found nothing to do, more than one resync apart.
    func awaitSteadyPasses(by controller: String) async throws {
        do {
            try await eventually(within: .seconds(40), "\(controller) leads and has looked") {
                guard try await self.leader() == controller else { return false }
                let metrics = try await self.metrics(of: controller)
                return (metrics["bluegreen_controller_reconcile_total{app=\"service-client\",result=\"hold\"}"] ?? 0)
                    >= 3
            }
        } catch {
            throw Failure("\(error)\n\(logs)")
        }
    }
}
