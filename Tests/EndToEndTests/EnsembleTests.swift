import RolloutCore
import TestSupport
import Testing
import ZooKeeper

@Suite("A switch while the ensemble fails", .serialized)
struct EnsembleTests {
    @Test("One member of three killed midway: the switch goes on", arguments: ["leader", "follower"])
    func memberKilled(mode: String) async throws {
        try await withZooKeeperEnsemble { ensemble in
            try await withDeployment(on: ensemble.connectString) { deployment in
                try await deployment.awaitServing(.blue)
                let leading = try #require(try await ensemble.leader())
                let victim =
                    mode == "leader" ? leading : try #require(ensemble.members.first { $0.port != leading.port })
                deployment.proxy.forget()
                deployment.proxy.onChange(after: { number, _ in
                    if number == 2 { await victim.kill() }
                })
                try await deployment.set("green")
                let start = ContinuousClock.now
                try await deployment.awaitServing(.green)
                print("switch with the \(mode) killed midway took \(ContinuousClock.now - start)")
                let audit = Audit(up: deployment.fleet.ids.blue, events: deployment.proxy.events)
                #expect(audit.violations == [])
                #expect(audit.lowest == 3)
            }
        }
    }

    @Test("Quorum lost: nothing flips and status says so; back: it finishes")
    func quorumLost() async throws {
        try await withZooKeeperEnsemble { ensemble in
            try await withDeployment(on: ensemble.connectString) { deployment in
                try await deployment.awaitServing(.blue)
                deployment.proxy.forget()
                deployment.proxy.onChange(after: { number, _ in
                    guard number == 2 else { return }
                    for member in ensemble.members.prefix(2) { await member.kill() }
                })
                try await deployment.set("green")
                try await eventually(within: .seconds(30), "the second change was made") {
                    deployment.proxy.accepted.count == 2
                }
                let status = try await deployment.start("status", ["status"]).ended()
                #expect(status.code == 69)
                #expect(status.output.contains("no quorum"), "\(status.output)")
                #expect(deployment.proxy.accepted.count == 2)
                for member in ensemble.members.prefix(2) { try await ensemble.restart(member) }
                try await deployment.awaitServing(.green, within: .seconds(90))
                #expect(Audit(up: deployment.fleet.ids.blue, events: deployment.proxy.events).violations == [])
            }
        }
    }
}
