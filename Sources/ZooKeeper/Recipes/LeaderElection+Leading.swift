import Logging

extension LeaderElection {
    /// How a leadership ended.
    private enum End: Sendable { case returned, lapsed, replaced }

    /// Runs the body under its lease, then resigns.
    func lead(_ leadership: Leadership, _ body: @escaping @Sendable (Leadership) async throws -> Void) async throws {
        log(.debug, "elected leader", leadership)
        do {
            let end = try await runUnderLease(leadership, body)
            log(.info, "leadership ended", leadership, reason: Task.isCancelled ? "asked to end" : "\(end)")
        } catch {
            log(.info, "leadership ended", leadership, reason: "\(error)")
            await resign(leadership)
            throw error
        }
        await resign(leadership)
        // Lets another candidate be faster, and keeps a body that returns at once from spinning.
        try await Task.sleep(for: leadership.lease.heartbeatInterval / 2, clock: .continuous)
    }

    private func runUnderLease(
        _ leadership: Leadership,
        _ body: @escaping @Sendable (Leadership) async throws -> Void
    ) async throws -> End {
        defer { leadership.lease.revoke() }
        return try await withThrowingTaskGroup(of: End.self) { group in
            group.addTask {
                do {
                    try await body(leadership)
                } catch  where !leadership.holds(for: .zero) || Task.isCancelled {
                    // What a cancelled body throws says nothing.
                }
                return .returned
            }
            group.addTask { await watchLease(leadership) }
            group.addTask { await sendHeartbeats(leadership) }
            defer { leadership.lease.revoke() }
            guard let first = try await group.next() else { return .returned }
            leadership.lease.revoke()
            group.cancelAll()
            while try await group.next() != nil {}
            return first
        }
    }

    /// Returns when the lease has lapsed.
    private func watchLease(_ leadership: Leadership) async -> End {
        while leadership.holds(for: .zero) {
            let end = leadership.lease.validUntil
            if (try? await Task.sleep(until: end, clock: .continuous)) == nil { break }
        }
        return .lapsed
    }

    /// Extends the lease by round trips; returns when the leader's znode is not this session's any more.
    private func sendHeartbeats(_ leadership: Leadership) async -> End {
        let lease = leadership.lease
        while !Task.isCancelled {
            let sent = ContinuousClock.now
            var next = sent + lease.heartbeatInterval
            do {
                let stat = try await leadership.conversation.withDeadline(lease.timeout / 3) {
                    () throws(ZooKeeperError) in
                    // Asks ZooKeeper's leader: a member that is cut off from it would go on answering from memory.
                    try await leadership.conversation.sync(leaderPath)
                    return try await leadership.conversation.stat(of: leaderPath)
                }
                if stat?.ephemeralOwner != leadership.session { return .replaced }
                lease.extend(sentAt: sent)
            } catch {
                logger.debug("leader's heartbeat failed", metadata: ["\(LogKeys.error)": "\(error)"])
                if (error as? ZooKeeperError)?.isSessionOver == true { return .lapsed }
                next = .now + lease.heartbeatInterval / 4
            }
            if (try? await Task.sleep(until: next, clock: .continuous)) == nil { break }
        }
        return .lapsed
    }

    /// Deletes the leader's znode if it is this session's; bounded by a third of the session timeout, and given up at
    /// once when not connected: then the znode goes with the session.
    private func resign(_ leadership: Leadership) async {
        leadership.lease.revoke()
        var conversation = leadership.conversation
        conversation.isShielded = true
        guard conversation.bound?.isConnected == true else { return }
        do {
            try await conversation.withDeadline(leadership.lease.timeout / 3) {
                let stat = try await conversation.stat(of: leaderPath)
                guard let stat, stat.ephemeralOwner == leadership.session else { return }
                try await conversation.delete(leaderPath, ifVersion: stat.version)
            }
            log(.info, "resigned", leadership)
        } catch {
            log(.warning, "could not resign; the session's end will do it", leadership, reason: "\(error)")
        }
    }

    private func log(_ level: Logger.Level, _ message: Logger.Message, _ leadership: Leadership, reason: String? = nil)
    {
        var metadata: Logger.Metadata = [
            LogKeys.epoch: "\(leadership.epoch)",
            LogKeys.candidate: "\(candidate)",
            LogKeys.session: "\(leadership.session)",
        ]
        if let reason { metadata[LogKeys.reason] = "\(reason)" }
        logger.log(level: level, message, metadata: metadata)
    }
}
