import Testing

@testable import ZooKeeper

@Suite struct QuorumAssessmentTests {
    private func assess(_ modes: ServerReport.Mode...) -> QuorumAssessment {
        QuorumAssessment(modes.enumerated().map { ServerReport(server: "s\($0.offset):1", mode: $0.element) })
    }

    @Test func countsVoters() {
        #expect(assess(.standalone).hasQuorum)
        #expect(assess(.leader, .follower, .follower).toleratedFailures == 1)
        #expect(assess(.leader, .follower, .unreachable).hasQuorum)
        #expect(assess(.leader, .follower, .unreachable).toleratedFailures == 0)
        #expect(!assess(.notServing, .unreachable, .unreachable).hasQuorum)
        #expect(!assess(.follower, .unreachable, .unreachable).hasQuorum)
        #expect(assess(.leader, .follower, .follower, .observer).toleratedFailures == 1)
        #expect(!assess().hasQuorum)
    }

    @Test func serversThatAreNoEnsembleAreNoQuorum() {
        #expect(!assess(.standalone, .standalone).hasQuorum)
        #expect(!assess(.standalone, .leader, .follower).hasQuorum)
        #expect(assess(.standalone, .standalone).sentence.contains("do not form one ensemble"))
    }

    @Test func readsTheFourLetterAnswer() {
        let answer = "Zookeeper version: 3.8.0-1, built on x\nZxid: 0x5\nMode: follower\nNode count: 5\n"
        let report = ServerReport(server: "a:1", answer: answer)
        #expect(report.mode == .follower)
        #expect(report.version == "3.8.0-1")
        #expect(report.zxid == "0x5")
        let idle = "This ZooKeeper instance is not currently serving requests\n"
        #expect(ServerReport(server: "a:1", answer: idle).mode == .notServing)
        #expect(ServerReport(server: "a:1", answer: "srvr is not executed").mode == .unreachable)
    }
}
