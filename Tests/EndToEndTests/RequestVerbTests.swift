import Coordination
import Foundation
import RolloutCore
import TestSupport
import Testing
import ZooKeeper

/// What operators ask of a rollout under way, through the built command and real controllers.
@Suite("Requests during a rollout", .serialized)
struct RequestVerbTests {
    private static let quick = ["--reader-cache", "0s"]

    @Test("A bake is paused, held, resumed and promoted, each with who and why in the history")
    func pauseResumePromote() async throws {
        let options = Deployment.Options(controllerArguments: Self.quick + ["--bake", "10m"])
        try await withSettledDeployment(options) { deployment in
            #expect(try await deployment.run(["switch", "green"]).code == 0)
            try await deployment.awaitPhase(.baking)
            let paused = try await deployment.run(["pause", "-m", "look at p99", "--by", "jo"])
            #expect(paused.code == 0 && paused.output.contains("r-1: paused"), "\(paused.output)")
            let refused = try await deployment.run(["promote"])
            #expect(refused.code == 5 && refused.output.contains("paused"), "\(refused.output)")
            let held = try await deployment.run(["wait", "--for", "green", "--timeout", "1s"])
            #expect(held.code == 4 && held.output.contains("look at p99"), "\(held.output)")
            #expect(try await deployment.run(["resume"]).code == 0)
            let promoted = try await deployment.run(["promote", "--wait", "--timeout", "60s", "-o", "json"])
            #expect(promoted.code == 0, "\(promoted.output)")
            try await deployment.awaitServing(.green)
            let requests = try #require(try await deployment.history().first?.requests)
            #expect(requests.map(\.request.verb) == [.pause, .promote, .resume, .promote])
            #expect(requests.map(\.isAccepted) == [true, false, true, true])
            #expect(requests.first?.request.by == "jo" && requests.first?.request.comment == "look at p99")
            #expect(try await deployment.client.children(of: deployment.layout.requests)?.names == [])
            let shown = try await deployment.run(["history", "show", "last"])
            #expect(shown.code == 0 && shown.output.contains("look at p99"), "\(shown.output)")
        }
    }

    @Test("What was aborted before anything was changed can be tried again, and then there is nothing left to try")
    func retryAfterAbort() async throws {
        let options = Deployment.Options(blue: 2, green: 2, controllers: 1, controllerArguments: Self.quick)
        try await withSettledDeployment(options) { deployment in
            // Without registration it cannot pass its checks.
            let member = deployment.layout.member(.green, InstanceID(rawValue: "green-99"))
            try await deployment.client.create(member, Array("127.0.0.1:1".utf8))
            try await deployment.awaitMembers(3, of: .green, at: "controller-1")
            try await deployment.set("green")
            try await deployment.awaitPhase(.checking)
            let aborted = try await deployment.run(["abort", "--wait", "--timeout", "60s"])
            #expect(aborted.code == 0 && aborted.output.contains("before anything was changed"), "\(aborted.output)")
            try await deployment.awaitServing(.blue)
            let retried = try await deployment.run(["retry", "--wait", "--timeout", "2s"])
            #expect(retried.code == 6, "\(retried.output)")
            try await deployment.client.delete(member)
            try await deployment.awaitServing(.green)
            #expect(try await deployment.run(["retry"]).code == 5)
        }
    }

    @Test("Without a rollout, a controller or an answer nothing is asked for, and the exit code says which")
    func nobodyAnswers() async throws {
        let options = Deployment.Options(
            controllers: 1, sessionTimeout: "6s", controllerArguments: Self.quick + ["--bake", "10m"])
        try await withSettledDeployment(options) { deployment in
            let none = try await deployment.run(["pause"])
            #expect(none.code == 5 && none.output.contains("no rollout to pause: blue serves"), "\(none.output)")
            try await deployment.set("green")
            try await deployment.awaitPhase(.baking)
            let controller = try #require(deployment.process("controller-1"))
            controller.suspend()
            let late = try await deployment.run(["pause", "--timeout", "1s"])
            #expect(late.code == 6 && late.output.contains("withdrawn"), "\(late.output)")
            #expect(try await deployment.client.children(of: deployment.layout.requests)?.names == [])
            try await eventually(within: .seconds(30), "nobody leads any more") {
                try await deployment.client.stat(of: ZNodeLayout.leader) == nil
            }
            let alone = try await deployment.run(["abort"])
            #expect(alone.code == 69, "\(alone.output)")
            #expect(try await deployment.client.children(of: deployment.layout.requests)?.names == [])
            controller.resume()
            try await deployment.awaitPhase(.baking)
            #expect(try await deployment.run(["abort", "--wait", "--timeout", "60s"]).code == 0)
            try await deployment.awaitServing(.blue)
        }
    }
}
