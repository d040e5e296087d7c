import Coordination
import Foundation
import RolloutCore
import TestSupport
import Testing

@Suite("A canary whose target dies during the bake", .serialized)
struct CanaryTests {
    private static let policy = "batches: [1, 50%, 100%]\nbake: 10m\nreaderCache: 0s\nstepDeadline: 3s\n"

    @Test(
        "Goes back by itself, keeps at least what the old color had, and the history says why",
        arguments: [(batch: 1, serving: 4), (batch: 2, serving: 3), (batch: 3, serving: 2)])
    func targetKilled(batch: Int, serving: Int) async throws {
        try await withSettledDeployment(.init(blue: 4, green: 0)) { deployment in
            try await deployment.setPolicy(Self.policy)
            for number in 1...4 { try await deployment.startAgent("green-\(number)", .green) }
            let leader = try await deployment.leader()
            try await deployment.awaitMembers(4, of: .green, at: leader)
            try await deployment.set("green")
            try await awaitBake(of: batch, deployment)
            let green = deployment.fleet.ids.green
            try await Onlooker.watching(deployment) { onlooker in
                // One that is about to be killed counts for nothing already.
                onlooker.begin(without: green)
                deployment.proxy.forget()
                let before = try await deployment.statuses().filter { $0.value == "UP" }.map(\.key)
                for id in green { deployment.process(id)?.signal(SIGKILL) }
                for id in green { try await deployment.awaitChildGone(id) }
                try await awaitBack(deployment)
                let blue = before.filter { $0.hasPrefix("blue-") }
                #expect(blue.count == serving)
                #expect((onlooker.seen.lowest ?? 0) >= serving, "\(onlooker.seen)")
                #expect(Audit(up: blue, events: deployment.proxy.events).lowest >= serving)
                #expect(Audit(up: before, events: deployment.proxy.events).violations == [])
                let taken = deployment.proxy.accepted.filter { $0.instance.hasPrefix("blue-") }.map(\.status)
                #expect(taken == Array(repeating: "UP", count: 4 - serving))
            }
            try await expectReason(batch, deployment)
            // Nobody is routed to what died, although its lease runs for a while yet.
            try await eventually(within: .seconds(30), "nothing that died is UP") {
                try await deployment.statuses().allSatisfy { $0.key.hasPrefix("blue-") || $0.value != "UP" }
            }
        }
    }

    /// The bakes before it are promoted.
    private func awaitBake(of batch: Int, _ deployment: Deployment) async throws {
        for number in 1...batch {
            do {
                try await eventually(within: .seconds(60), "batch \(number) bakes") {
                    let rollout = try await deployment.record()?.rollout
                    return rollout?.phase == .baking && rollout?.batch == number - 1
                }
            } catch {
                throw Deployment.Failure("\(error)\n\(deployment.logs)")
            }
            guard number < batch else { return }
            let promoted = try await deployment.run(["promote"])
            #expect(promoted.code == 0, "\(promoted.output)")
        }
    }

    /// Nobody asks for it: the rollout has ended, all of blue are UP and none of what died is.
    private func awaitBack(_ deployment: Deployment) async throws {
        do {
            try await eventually(within: .seconds(60), "blue serves again") {
                guard let record = try await deployment.record(), record.rollout == nil else { return false }
                return try await deployment.statuses().filter { $0.key.hasPrefix("blue-") }.values.allSatisfy {
                    $0 == "UP"
                }
            }
        } catch {
            throw Deployment.Failure("\(error)\nstatuses: \(try await deployment.statuses())\n\(deployment.logs)")
        }
    }

    private func expectReason(_ batch: Int, _ deployment: Deployment) async throws {
        let record = try #require(try await deployment.record())
        #expect(record.serving == .blue)
        #expect(try await deployment.activeColor() == "blue")
        let entry = try #require(try await deployment.history().first)
        #expect(entry.outcome == .rolledBack)
        #expect(entry.reason.contains("blue serves again with 4 instances"), "\(entry.reason)")
        #expect(entry.reason.contains("green does not serve as it should"), "\(entry.reason)")
        let shown = try await deployment.run(["history", "show", "last"])
        #expect(shown.code == 0 && shown.output.contains("green does not serve as it should"), "\(shown.output)")
        print("canary, batch \(batch): \(entry.reason)")
    }
}
