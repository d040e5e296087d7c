/// What a candidate does next, from what it sees at the leader's path: facts in, decision out.
package enum ElectionMachine {
    package enum Decision: Hashable, Sendable {
        /// Nobody leads: try to become leader.
        case stand
        /// Somebody else leads; with what the znode says.
        case follow(String?)
        /// The znode is this session's own: an election whose answer was lost did succeed, or a lease lapsed while the
        /// session lived. Nobody else can have led since.
        case adopt
    }

    package static func decide(leader: ZNode?, own session: SessionID) -> Decision {
        guard let leader else { return .stand }
        return leader.stat.ephemeralOwner == session ? .adopt : .follow(leader.text)
    }

    /// Becoming leader: both or nothing.
    package static func candidacy(
        leader: ZNodePath,
        epoch: ZNodePath,
        version: ZNodeVersion,
        candidate: String
    ) -> Transaction {
        var transaction = Transaction()
        transaction.create(leader, Array(candidate.utf8), mode: .ephemeral)
        transaction.set(epoch, Array(candidate.utf8), ifVersion: version)
        return transaction
    }
}
