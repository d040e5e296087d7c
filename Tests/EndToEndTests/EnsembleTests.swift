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

    @Test("One member of three down: a switch is refused with the reason, the way back is not, and a policy may differ")
    func withoutMargin() async throws {
        try await withZooKeeperEnsemble { ensemble in
            let options = Deployment.Options(controllerArguments: ["--reader-cache", "0s"])
            try await withDeployment(on: ensemble.connectString, options) { deployment in
                try await deployment.awaitServing(.blue)
                let leading = try #require(try await ensemble.leader())
                let victim = try #require(ensemble.members.first { $0.port != leading.port })
                deployment.proxy.forget()
                await victim.kill()
                let wait = ["--wait", "--timeout", "60s"]
                let refused = try await deployment.run(["switch", "green"] + wait)
                #expect(refused.code == 5, "\(refused.output)")
                let sentence = "the loss of one more member of ZooKeeper's ensemble would stop it midway"
                let missing = "quorum with 2 of 3 members, missing \(victim.connectString)"
                #expect(refused.output.contains(sentence) && refused.output.contains(missing), "\(refused.output)")
                let checked = try await deployment.run(["precheck", "green"])
                #expect(checked.code == 5 && checked.output.contains(missing), "\(checked.output)")
                #expect(try await deployment.activeColor() == "blue")
                #expect(deployment.proxy.accepted == [])
                let entry = try #require(try await deployment.history().first)
                #expect(entry.outcome == .rejected && entry.reason.contains(sentence), "\(entry.reason)")

                try await deployment.setPolicy("quorumMargin: false\nreaderCache: 0s\n")
                #expect(try await deployment.run(["switch", "green"] + wait).code == 0)
                #expect(try await deployment.run(["policy", "unset"]).code == 0)
                #expect(try await deployment.run(["switch", "blue"] + wait).code == 5)
                let back = try await deployment.run(["rollback"] + wait)
                #expect(back.code == 0, "\(back.output)")
                try await deployment.awaitServing(.blue)

                // Back, it counts at once: not only when the leader looks next by itself.
                try await ensemble.restart(victim)
                let switched = try await deployment.run(["switch", "green"] + wait)
                #expect(switched.code == 0, "\(switched.output)")
                try await deployment.awaitServing(.green)
                #expect(Audit(up: deployment.fleet.ids.blue, events: deployment.proxy.events).violations == [])
            }
        }
    }
}
