import TestSupport
import Testing
import ZooKeeper

@Suite(.serialized, .timeLimit(.minutes(3))) struct EnsembleTests {
    @Test func sessionSurvivesTheLossOfTheLeader() async throws {
        try await withZooKeeperEnsemble { ensemble in
            let all = QuorumAssessment(try await ensemble.reports())
            #expect(all.hasQuorum)
            #expect(all.toleratedFailures == 1)
            try await withClient(ensemble.configuration(sessionTimeout: .seconds(10))) { client in
                try await client.create("/e", [1], mode: .ephemeral)
                let before = client.currentState
                let leader = try #require(try await ensemble.leader())
                await leader.kill()
                try await eventually { try await client.get("/e")?.data == [1] }
                try await eventually { client.currentState == before }
                try await eventually {
                    let now = QuorumAssessment(try await ensemble.reports())
                    return now.hasQuorum && now.toleratedFailures == 0 && now.missing == [leader.connectString]
                }
                try await ensemble.restart(leader)
                try await eventually { QuorumAssessment(try await ensemble.reports()).toleratedFailures == 1 }
            }
        }
    }

    @Test func withoutQuorumItIsSaid() async throws {
        try await withZooKeeperEnsemble { ensemble in
            await ensemble.members[0].kill()
            await ensemble.members[1].kill()
            try await eventually(within: .seconds(30)) {
                let reports = try await ensemble.reports()
                return reports.map(\.mode) == [.unreachable, .unreachable, .notServing]
                    && !QuorumAssessment(reports).hasQuorum
            }
        }
    }

    @Test func frozenServerIsUnreachableWithinTheDeadline() async throws {
        try await withZooKeeper { server in
            let probe = try EnsembleProbe(configuration: server.configuration(), deadline: .milliseconds(500))
            let alive = await probe.reports()
            #expect(alive.map(\.mode) == [.standalone])
            #expect(alive.first?.version?.hasPrefix("3.") == true)
            server.suspend()
            let start = ContinuousClock.now
            #expect(await probe.reports().map(\.mode) == [.unreachable])
            #expect(ContinuousClock.now - start < .seconds(3))
            server.resume()
        }
    }
}
