import Coordination
import Foundation
import RolloutCore
import TestSupport
import Testing
import ZooKeeper

/// The verbs beside those that ask something of a rollout, through the built command and real controllers.
@Suite("Operator verbs", .serialized)
struct OperatorVerbTests {
    private static let quick = ["--reader-cache", "0s"]

    @Test(
        "precheck tells everything that speaks against a color, plan what would be done, and neither changes anything")
    func precheckAndPlan() async throws {
        try await withSettledDeployment(.init(controllerArguments: Self.quick)) { deployment in
            let before = try await deployment.client.stat(of: deployment.layout.activeColor)?.mzxid
            let fine = try await deployment.run(["precheck", "green"])
            #expect(fine.code == 0 && fine.output.contains("green could be switched to"), "\(fine.output)")
            let planned = try await deployment.run(["switch", "green", "--plan", "-o", "json"])
            #expect(planned.code == 0, "\(planned.output)")
            let plan = try object(planned.output)
            #expect(plan["lowestServing"] as? Int == 3)
            #expect(plan["outcome"] as? String == "completed")
            let sentences = (plan["steps"] as? [[String: Any]])?.compactMap { $0["sentence"] as? String } ?? []
            #expect(sentences.count { $0.hasPrefix("enabling green-") } == 3)
            #expect(sentences.count { $0.hasPrefix("disabling blue-") } == 3)
            for number in [98, 99] {
                let member = deployment.layout.member(.green, InstanceID(rawValue: "green-\(number)"))
                try await deployment.client.create(member, Array("127.0.0.1:1".utf8))
            }
            let bad = try await deployment.run(["precheck", "green"])
            #expect(bad.code == 5, "\(bad.output)")
            #expect(bad.output.contains("refuses  green-98 is not registered"), "\(bad.output)")
            #expect(bad.output.contains("refuses  green-99 is not registered"), "\(bad.output)")
            #expect(try await deployment.run(["switch", "green", "--plan"]).code == 5)
            #expect(try await deployment.client.stat(of: deployment.layout.activeColor)?.mzxid == before)
            #expect(try await deployment.history().isEmpty)
        }
    }

    @Test(
        "A freeze refuses what is asked for with its reason, never the way back, and shows in status until it is lifted"
    )
    func freeze() async throws {
        try await withSettledDeployment(.init(controllerArguments: Self.quick)) { deployment in
            #expect(try await deployment.run(["switch", "green", "--wait", "--timeout", "60s"]).code == 0)
            let frozen = try await deployment.run(["freeze", "--reason", "Black Friday", "--until", "2h", "--by", "jo"])
            #expect(frozen.code == 0 && frozen.output.contains("frozen by jo until"), "\(frozen.output)")
            #expect(try await deployment.run(["status"]).output.contains("Black Friday"))
            let checked = try await deployment.run(["precheck", "blue"])
            #expect(checked.code == 5 && checked.output.contains("Black Friday"), "\(checked.output)")
            let refused = try await deployment.run(["switch", "blue", "--wait", "--timeout", "60s"])
            #expect(refused.code == 5 && refused.output.contains("Black Friday"), "\(refused.output)")
            let back = try await deployment.run(["rollback", "--wait", "--timeout", "60s"])
            #expect(back.code == 0, "\(back.output)")
            try await deployment.awaitServing(.blue)
            #expect(try await deployment.run(["unfreeze"]).output.contains("lifted"))
            #expect(try await deployment.run(["unfreeze"]).output.contains("nothing to lift"))
            #expect(try await deployment.run(["switch", "green", "--wait", "--timeout", "60s"]).code == 0)
            #expect(try await deployment.run(["freeze", "--all", "--reason", "audit"]).code == 0)
            #expect(try await deployment.run(["switch", "blue", "--wait", "--timeout", "60s"]).code == 5)
            #expect(try await deployment.run(["unfreeze", "--all"]).code == 0)
        }
    }

    @Test("A policy of the app's own is checked, kept, counts for the next rollout, and can be taken away")
    func policy() async throws {
        try await withSettledDeployment(.init(controllers: 1, controllerArguments: Self.quick)) { deployment in
            try deployment.directory.write("bakes: 1m\n", to: "wrong.yaml")
            let wrong = try await deployment.run(
                ["policy", "set", deployment.directory.url.appendingPathComponent("wrong.yaml").path])
            #expect(wrong.code == 64 && wrong.output.contains("wrong.yaml:1"), "\(wrong.output)")
            try await deployment.setPolicy("# canary\nbatches: [1, 100%]\nbake: 10m\n")
            #expect(try await deployment.run(["policy"]).output.hasPrefix("# canary"))
            try await deployment.set("green")
            try await deployment.awaitPhase(.baking)
            let up = try await deployment.statuses().values.count { $0 == "UP" }
            #expect(up == 4)
            let status = try await deployment.run(["status"])
            #expect(status.output.contains("baking, batch 1 of 2") && status.output.contains("of 10m looked at"))
            #expect(try await deployment.run(["promote", "--full", "--wait", "--timeout", "60s"]).code == 0)
            #expect(try await deployment.run(["policy", "unset"]).code == 0)
            #expect(try await deployment.run(["switch", "blue", "--wait", "--timeout", "60s"]).code == 0)
        }
    }

    @Test("status --watch tells every step on its own line and ends with the rollout and its exit code")
    func watch() async throws {
        let options = Deployment.Options(controllerArguments: Self.quick + ["--soak", "10m"])
        try await withSettledDeployment(options) { deployment in
            let untilPaused = try await deployment.begin(["status", "--watch", "--until", "paused"])
            try await eventually(within: .seconds(30), "the watch has looked") {
                untilPaused.output.contains("code=steady")
            }
            try await deployment.set("green")
            try await deployment.awaitPhase(.soaking)
            #expect(try await deployment.run(["pause", "-m", "lunch"]).code == 0)
            #expect(try await untilPaused.ended().code == 0)
            for number in 1...3 {
                #expect(untilPaused.output.contains("code=enabled instance=green-\(number) "), "\(untilPaused.output)")
                #expect(untilPaused.output.contains("code=disabled instance=blue-\(number) "), "\(untilPaused.output)")
            }
            let json = try await deployment.begin(["status", "--watch", "-o", "json"])
            try await eventually(within: .seconds(30), "the watch has looked") { json.output.contains("paused") }
            #expect(try await deployment.run(["abort"]).code == 0)
            let ended = try await json.ended()
            #expect(ended.code == 2, "\(ended.output)")
            let events = try ended.output.split(separator: "\n").map { try object(String($0)) }
            #expect(events.count { $0["code"] as? String == "enabled" } == 3)
            #expect(events.last?["exitCode"] as? Int == 2)
            #expect(
                events.allSatisfy { $0["apiVersion"] as? String == "bluegreen/v1" && $0["kind"] as? String == "Event" })
        }
    }

    @Test("wait --for gives CI that writes /active_color an exit code")
    func wait() async throws {
        try await withSettledDeployment(.init(controllerArguments: Self.quick)) { deployment in
            let early = try await deployment.begin(["wait", "--for", "green", "--timeout", "60s"])
            try await eventually(within: .seconds(30), "it waits") {
                early.output.contains("nobody has asked for green")
            }
            try await deployment.set("green")
            #expect(try await early.ended().code == 0, "\(early.output)")
            let again = try await deployment.run(["wait", "--for", "green"])
            #expect(again.code == 0, "\(again.output)")
            #expect(try await deployment.run(["freeze", "--reason", "audit"]).code == 0)
            try await deployment.set("blue")
            let refused = try await deployment.run(["wait", "--for", "blue", "--timeout", "60s"])
            #expect(refused.code == 5 && refused.output.contains("audit"), "\(refused.output)")
            // Also once the leader has written the serving color back.
            try await eventually(within: .seconds(30), "green is written back") {
                try await deployment.activeColor() == "green"
            }
            #expect(try await deployment.run(["wait", "--for", "blue", "--timeout", "60s"]).code == 5)
        }
    }

    private func object(_ text: String) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    }
}
