public import Logging
import ServiceLifecycle

/// Elects one leader among the candidates that share a leader's path, and numbers the leaderships.
///
/// A leader holds an ephemeral znode and has increased the version of the epoch's znode in the same transaction. The
/// data of both is the candidate's text.
public struct LeaderElection: Sendable {
    let client: ZooKeeperClient
    let leaderPath: ZNodePath
    let epochPath: ZNodePath
    let candidate: String
    let logger: Logger

    /// A candidacy; nothing happens before `run`.
    public init(
        client: ZooKeeperClient,
        leaderPath: ZNodePath,
        epochPath: ZNodePath,
        candidate: String,
        logger: Logger
    ) {
        self.client = client
        self.leaderPath = leaderPath
        self.epochPath = epochPath
        self.candidate = candidate
        self.logger = logger
    }

    /// Stands for election until cancelled or shut down gracefully, which both return normally.
    ///
    /// `body` runs while this candidate leads. Its task is cancelled when the lease lapses, the session is lost or the
    /// leader's znode is not ours any more; a lost connection alone does not cancel it. When it returns, the leadership is
    /// resigned and the candidate stands again. The next leadership does not begin before `body` has returned.
    ///
    /// `onFollowing` is told whom this candidate follows, each time that changes; nil when the znode says nothing.
    /// - Throws: what `body` throws while it leads, after resigning; `ZooKeeperError` when the client is over or when
    ///   the credential may not do this.
    public func run(
        onFollowing: @escaping @Sendable (String?) -> Void,
        _ body: @escaping @Sendable (Leadership) async throws -> Void
    ) async throws {
        try await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                do {
                    try await client.withConversation { conversation in
                        try await standRepeatedly(on: conversation, onFollowing, body)
                    }
                } catch let error as ZooKeeperError where error.code == .sessionExpired {
                    logger.warning("election waits for a new session")
                } catch {
                    if Task.isCancelled || isCancellation(error) { return }
                    throw error
                }
            }
        }
    }

    /// Follows the leader's znode on one session and acts on each change.
    private func standRepeatedly(
        on conversation: Conversation,
        _ onFollowing: @Sendable (String?) -> Void,
        _ body: @escaping @Sendable (Leadership) async throws -> Void
    ) async throws {
        guard let session = conversation.bound?.id else { return }
        let timeout = client.negotiatedTimeout
        while !Task.isCancelled {
            do {
                if let leadership = try await waitForTurn(on: conversation, session, timeout, onFollowing) {
                    try await lead(leadership, body)
                }
            } catch let error as ZooKeeperError where error.isRetryable && !error.isSessionOver {
                logger.debug("election is retried", metadata: ["\(LogKeys.error)": "\(error)"])
                try await Task.sleep(for: timeout / 20, clock: .continuous)
            }
        }
    }

    /// Follows until there is something to do, and does it; nil when somebody was faster.
    ///
    /// Each call observes anew: what the candidate itself did to the leader's znode must not hide what is there now.
    private func waitForTurn(
        on conversation: Conversation,
        _ session: SessionID,
        _ timeout: Duration,
        _ onFollowing: @Sendable (String?) -> Void
    ) async throws -> Leadership? {
        for await leader in conversation.observe(leaderPath) {
            switch ElectionMachine.decide(leader: leader, own: session) {
            case .follow(let other): onFollowing(other)
            case .stand: return try await stand(on: conversation, session, timeout)
            case .adopt: return try await adopt(on: conversation, session, timeout)
            }
        }
        // The stream ends with the session or the task.
        try Task.checkCancellation()
        throw ZooKeeperError(.sessionExpired, message: "the ZooKeeper session ended")
    }

    /// Tries to become leader; nil when somebody was faster.
    private func stand(
        on conversation: Conversation,
        _ session: SessionID,
        _ timeout: Duration
    ) async throws(ZooKeeperError) -> Leadership? {
        guard let epoch = try await conversation.get(epochPath) else {
            try await conversation.createPath(epochPath)
            if let parent = leaderPath.parent, parent != .root { try await conversation.createPath(parent) }
            return try await stand(on: conversation, session, timeout)
        }
        let candidacy = ElectionMachine.candidacy(
            leader: leaderPath, epoch: epochPath, version: epoch.stat.version, candidate: candidate
        )
        let sent = ContinuousClock.now
        do {
            _ = try await conversation.commit(candidacy)
        } catch {
            switch error.code {
            case .nodeExists: return nil
            case .badVersion:
                throw ZooKeeperError(.throttled, path: error.path, message: "another candidate was elected meanwhile")
            case .noNode where error.failedOperation == 0:
                if let parent = leaderPath.parent { try await conversation.createPath(parent) }
                throw ZooKeeperError(.throttled, path: error.path, message: "the leader's parent was missing")
            default: throw error
            }
        }
        let version = epoch.stat.version.rawValue &+ 1
        return leadership(version, conversation, session, Lease(electedAt: sent, timeout: timeout))
    }

    /// Takes up the leadership that this session's znode proves; nil when it is gone again.
    private func adopt(
        on conversation: Conversation,
        _ session: SessionID,
        _ timeout: Duration
    ) async throws(ZooKeeperError) -> Leadership? {
        let sent = ContinuousClock.now
        // A member that is cut off from ZooKeeper's leader would show a znode that is gone, and an epoch that is over.
        try await conversation.sync(leaderPath)
        guard let epoch = try await conversation.get(epochPath) else { return nil }
        guard try await conversation.stat(of: leaderPath)?.ephemeralOwner == session else { return nil }
        let lease = Lease(electedAt: sent, timeout: timeout)
        return leadership(epoch.stat.version.rawValue, conversation, session, lease)
    }

    private func leadership(
        _ version: Int32,
        _ conversation: Conversation,
        _ session: SessionID,
        _ lease: Lease
    ) -> Leadership? {
        // An answer that took longer than the lease lasts elects nobody: whoever leads now is looked at again.
        guard lease.holds(for: .zero) else { return nil }
        return Leadership(
            epoch: Int64(version),
            session: session,
            lease: lease,
            conversation: conversation,
            leaderPath: leaderPath,
            epochPath: epochPath
        )
    }

    private func isCancellation(_ error: any Error) -> Bool {
        error is CancellationError || (error as? ZooKeeperError)?.code == .cancelled
    }
}
