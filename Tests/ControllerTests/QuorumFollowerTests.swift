import Testing
import ZooKeeper

@testable import Controller

@Suite("Whether the ensemble can lose a member")
struct QuorumFollowerTests {
    @Test("With all of them, or with one to spare, it can")
    func margin() {
        #expect(QuorumFollower.lack(in: reports(.leader, .follower, .follower)) == nil)
        #expect(QuorumFollower.lack(in: reports(.leader, .follower, .follower, .follower, .unreachable)) == nil)
    }

    @Test("With one missing of three it cannot, and that is said with names")
    func lack() {
        let lack = QuorumFollower.lack(in: reports(.leader, .follower, .unreachable))
        #expect(lack?.contains("zk3:2181") == true, "\(lack ?? "")")
    }

    @Test("A single server, two that both serve, and servers that tell nothing, are no reason")
    func unknown() {
        #expect(QuorumFollower.lack(in: reports(.standalone)) == nil)
        #expect(QuorumFollower.lack(in: reports(.leader, .follower)) == nil)
        #expect(QuorumFollower.lack(in: reports(.unreachable, .unreachable, .unreachable)) == nil)
    }

    private func reports(_ modes: ServerReport.Mode...) -> [ServerReport] {
        modes.enumerated().map { ServerReport(server: "zk\($0 + 1):2181", mode: $1) }
    }
}
