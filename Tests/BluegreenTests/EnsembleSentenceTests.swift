import Testing
import ZooKeeper

@testable import bluegreen

@Suite("Why ZooKeeper cannot be used")
struct EnsembleSentenceTests {
    private let refused = "connection refused (errno: 111)"

    @Test("One server that nobody reaches")
    func one() {
        let sentence = EnsembleSentence(
            [ServerReport(server: "a:1", mode: .unreachable, failure: refused)], servers: "a:1")
        #expect(sentence.isCertain)
        #expect(
            sentence.text
                == "ZooKeeper at a:1 cannot be reached (refuses connections); check that it runs, or name another with --zookeeper"
        )
    }

    @Test("One member of three is no quorum")
    func quorum() {
        let reports = [
            ServerReport(server: "a:1", mode: .unreachable, failure: refused),
            ServerReport(server: "b:1", mode: .notServing),
            ServerReport(server: "c:1", mode: .unreachable, failure: "connectTimeout(2.0 s)"),
        ]
        let sentence = EnsembleSentence(reports, servers: "a:1,b:1,c:1")
        #expect(sentence.isCertain)
        #expect(
            sentence.text == "ZooKeeper at a:1,b:1,c:1 has no quorum: 1 of 3 servers answers (a:1 refuses connections, "
                + "b:1 runs without a quorum, c:1 does not answer within 2s); nothing is switched until a majority runs again"
        )
    }

    @Test("A server that may not say how it is may well serve: nothing is certain")
    func mute() {
        let report = ServerReport(
            server: "a:1", mode: .unreachable, failure: "answered nothing to srvr; is the word allowed?")
        #expect(!EnsembleSentence([report], servers: "a:1").isCertain)
    }

    @Test("With a quorum it was only slow")
    func slow() {
        let sentence = EnsembleSentence([ServerReport(server: "a:1", mode: .standalone)], servers: "a:1")
        #expect(sentence.hasQuorum && !sentence.isCertain)
    }
}
