import Coordination
import RolloutCore
import Testing
import ZooKeeper

@testable import Agent

@Suite("A znode in the agent's way")
struct LeftOverTests {
    private let endpoint = Endpoint(host: "10.0.0.1", port: 8080)

    private func znode(_ text: String, session: Int64?) -> ZNode {
        let owner = session.map { SessionID(rawValue: $0) }
        let stat = ZNodeStat(czxid: 1, mzxid: 1, pzxid: 1, version: ZNodeVersion(rawValue: 0), ephemeralOwner: owner)
        return ZNode(path: "/blue/b-1", data: Array(text.utf8), stat: stat)
    }

    private static let own = #"{"endpoint":"10.0.0.1:8080","owner":"agent"}"#

    @Test("What an agent for the same endpoint left is replaced, once a session")
    func ownLeftOver() {
        let leftOver = LeftOver(of: endpoint)
        #expect(leftOver.mayReplace(znode(Self.own, session: 1)))
        #expect(!leftOver.mayReplace(znode(Self.own, session: 1)))
        #expect(leftOver.mayReplace(znode(Self.own, session: 2)))
    }

    @Test("What the registry keeps for the instance is replaced")
    func registrys() {
        let text = #"{"endpoint":"10.0.0.1:8080","owner":"registry"}"#
        #expect(LeftOver(of: endpoint).mayReplace(znode(text, session: nil)))
    }

    @Test(
        "What belongs to somebody else is not",
        arguments: [
            (#"{"endpoint":"10.0.0.2:8080","owner":"agent"}"#, 1), ("10.0.0.1:8080", 1), ("10.0.0.1:8080", nil),
            (Self.own, nil), ("", 1),
        ] as [(String, Int64?)]
    )
    func foreign(text: String, session: Int64?) {
        #expect(!LeftOver(of: endpoint).mayReplace(znode(text, session: session)))
    }
}
