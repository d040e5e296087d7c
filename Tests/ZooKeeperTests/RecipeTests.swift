import Testing

@testable import ZooKeeper

@Suite struct RecipeTests {
    private let own = SessionID(rawValue: 1)

    private func leader(_ owner: Int64) -> ZNode {
        let stat = ZNodeStat(
            czxid: 1, mzxid: 1, pzxid: 1, version: ZNodeVersion(rawValue: 0), ephemeralOwner: SessionID(rawValue: owner)
        )
        return ZNode(path: "/leader", data: Array("b".utf8), stat: stat)
    }

    @Test func onlyTheOwnerTellsWhoLeads() {
        #expect(ElectionMachine.decide(leader: nil, own: own) == .stand)
        #expect(ElectionMachine.decide(leader: leader(2), own: own) == .follow("b"))
        #expect(ElectionMachine.decide(leader: leader(1), own: own) == .adopt)
    }

    @Test func leaseFollowsTheSendTime() {
        let start = ContinuousClock.now
        let lease = Lease(electedAt: start, timeout: .seconds(6))
        #expect(lease.heartbeatInterval == .seconds(1))
        #expect(lease.holds(for: .seconds(2), at: start))
        #expect(!lease.holds(for: .seconds(3), at: start))
        lease.extend(sentAt: start + .seconds(1), now: start + .seconds(2))
        #expect(lease.validUntil == start + .seconds(5))
        lease.extend(sentAt: start + .milliseconds(500), now: start + .seconds(2))
        #expect(lease.validUntil == start + .seconds(5))
        lease.extend(sentAt: start + .seconds(4), now: start + .seconds(5))
        #expect(lease.validUntil == start + .seconds(5), "a lapsed lease is not revived")
        lease.revoke()
        #expect(!lease.holds(for: .zero, at: start))
    }

    @Test func candidacyIsOneTransaction() {
        let version = ZNodeVersion(rawValue: 4)
        let transaction = ElectionMachine.candidacy(
            leader: "/leader", epoch: "/bluegreen/epoch", version: version, candidate: "a")
        #expect(
            transaction.operations == [
                .create("/leader", [97], .ephemeral, nil), .set("/bluegreen/epoch", [97], version),
            ])
    }

    @Test func digestIsTheServersHash() {
        // Value from ZooKeeper's own documentation of DigestAuthenticationProvider: super:test.
        let list = AccessControlList.digest(user: "super", password: "test")
        #expect(list.entries.first?.id == "super:D/InIHSb7yEEbrWz8b9l71RjZJU=")
    }

    @Test func credentialIsMasked() {
        #expect(!"\(Credential(user: "alice", password: "secret"))".contains("secret"))
    }
}
