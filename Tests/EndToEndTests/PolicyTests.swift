import Coordination
import Foundation
import RolloutCore
import TestSupport
import Testing
import ZooKeeper

@Suite("What an operator writes for one app, and for all", .serialized)
struct PolicyTests {
    @Test("A policy in ZooKeeper makes the next rollout a canary, though the controller's is not")
    func canary() async throws {
        try await withSettledDeployment { deployment in
            let yaml = "batches: [1, 100%]\nbake: 1s\nsoak: 500ms\n"
            try await deployment.client.create(deployment.layout.policy, Array(yaml.utf8))
            deployment.proxy.forget()
            try await deployment.set("green")
            try await deployment.awaitServing(.green)
            let changes = deployment.proxy.accepted.map { "\($0.instance) \($0.status)" }
            // The first instance takes over from one of the source before the others are enabled.
            #expect(changes.prefix(2) == ["green-1 UP", "blue-1 OUT_OF_SERVICE"], "\(changes)")
            let audit = Audit(up: deployment.fleet.ids.blue, events: deployment.proxy.events)
            #expect(audit.violations == [])
            #expect(audit.lowest == 3)
            let entry = try #require(try await deployment.history().first)
            #expect(entry.finishedAt - entry.startedAt >= .milliseconds(2_500))
        }
    }

    @Test("A policy that cannot be understood keeps rollouts from beginning, and says so until it is corrected")
    func faulty() async throws {
        try await withSettledDeployment { deployment in
            try await deployment.client.create(deployment.layout.policy, Array("bakes: 1s\n".utf8))
            try await refused(deployment, because: "policy:1: unknown key \"rollout.bakes\"")
            let leader = try await deployment.leader()
            let output = deployment.process(leader)?.output ?? ""
            #expect(output.components(separatedBy: "The policy of an app cannot be kept").count == 2, "\(output)")
            try await deployment.client.set(deployment.layout.policy, Array("bake: 0s\n".utf8))
            try await deployment.set("green")
            try await deployment.awaitServing(.green)
        }
    }

    @Test("A freeze, of the app or of all, refuses a start and never the way back", arguments: [true, false])
    func freeze(ofAll: Bool) async throws {
        try await withSettledDeployment { deployment in
            try await deployment.set("green")
            try await deployment.awaitServing(.green)
            let path = ofAll ? ZNodeLayout.freeze : deployment.layout.freeze
            let store = FreezeStore(session: deployment.client)
            let freeze = Freeze(
                reason: "Black Friday", by: "maria", since: Timestamp(milliseconds: 0),
                until: Timestamp(milliseconds: 4_102_444_800_000))
            try await store.put(freeze, at: path)
            try await refused(
                deployment, color: "blue", because: "frozen by maria until 2100-01-01T00:00Z: Black Friday")
            // Back to where it came from, said to be that.
            let intents = IntentStore(layout: deployment.layout, session: deployment.client)
            _ = try await intents.ask(for: .blue, by: "jo", comment: nil, isRollback: true)
            try await deployment.awaitServing(.blue)
            #expect(try await store.lift(path))
            try await deployment.set("green")
            try await deployment.awaitServing(.green)
        }
    }

    @Test("A freeze lifted together with asking for a color keeps it no longer, whichever of the two is heard of first")
    func lifted() async throws {
        try await withSettledDeployment(.init(controllerArguments: ["--reader-cache", "0s"])) { deployment in
            for (index, path) in [deployment.layout.freeze, ZNodeLayout.freeze, deployment.layout.freeze].enumerated() {
                let color = index.isMultiple(of: 2) ? Color.green : .blue
                let freeze = Freeze(reason: "audit", by: "jo", since: Timestamp(milliseconds: 0), until: nil)
                try await FreezeStore(session: deployment.client).put(freeze, at: path)
                try await refused(deployment, color: color.rawValue, because: "audit")
                try await eventually("the color is written back") {
                    try await deployment.activeColor() == color.opposite.rawValue
                }
                var transaction = Transaction()
                transaction.set(deployment.layout.activeColor, Array(color.rawValue.utf8))
                transaction.delete(path)
                try await deployment.client.commit(transaction)
                try await deployment.awaitServing(color)
            }
        }
    }

    private func refused(_ deployment: Deployment, color: String = "green", because reason: String) async throws {
        let serving = try await deployment.record()?.serving
        try await deployment.set(color)
        try await eventually("\(color) was refused") {
            let reasons = try await deployment.history().map(\.reason)
            return reasons.first?.contains(reason) == true
        }
        #expect(try await deployment.history().first?.outcome == .rejected)
        #expect(try await deployment.activeColor() == serving?.rawValue)
    }
}
