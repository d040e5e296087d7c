/// The right to act as leader, for one epoch. Given to the body of `LeaderElection.run` only.
///
/// Before each side effect ask `holds(for:)` with its own worst-case duration; write leader-owned znodes by `commit`
/// only; hand the epoch to every other system, which must refuse lower ones.
public struct Leadership: Sendable {
    /// Grows with every election; the version of the epoch's znode.
    public let epoch: Int64
    /// The session that owns the leader's znode.
    public let session: SessionID

    let lease: Lease
    let conversation: Conversation
    let leaderPath: ZNodePath
    let epochPath: ZNodePath

    /// Whether nobody else can lead during the next `margin`: a clock comparison, no request.
    public func holds(for margin: Duration) -> Bool {
        lease.holds(for: margin) && conversation.bound?.ended.isSet != true
    }

    /// Checks that make a transaction fail when somebody else has been elected: the epoch's version, and that a leader's
    /// znode exists.
    public func fence() -> Transaction {
        var fence = Transaction()
        fence.check(epochPath, version: ZNodeVersion(rawValue: Int32(truncatingIfNeeded: epoch)))
        fence.check(leaderPath)
        return fence
    }

    /// Commits `transaction` behind the fence; the results are those of `transaction`.
    ///
    /// - Throws: `ZooKeeperError` of code `deposed` when the lease has lapsed or the fence refused.
    @discardableResult
    public func commit(_ transaction: Transaction) async throws(ZooKeeperError) -> [Transaction.Result] {
        guard holds(for: .zero) else {
            throw ZooKeeperError(.deposed, message: "the lease of epoch \(epoch) has lapsed")
        }
        var fenced = fence()
        let fenceCount = fenced.operations.count
        fenced.append(transaction)
        do {
            return Array(try await conversation.commit(fenced).dropFirst(fenceCount))
        } catch {
            guard let failed = error.failedOperation else { throw error }
            if failed < fenceCount {
                throw ZooKeeperError(.deposed, path: error.path, message: "epoch \(epoch) has been superseded")
            }
            throw ZooKeeperError(
                error.code,
                outcome: error.outcome,
                path: error.path,
                failedOperation: failed - fenceCount,
                message: error.message
            )
        }
    }
}
