public import Logging
import NIOConcurrencyHelpers
public import ServiceLifecycle

/// A client of a ZooKeeper ensemble that keeps a session open, and opens a new one after a loss.
///
/// `run()` must be running for anything to happen. Operations wait for a connected session within their deadline, and
/// then fail with a sentence that names the servers. Ephemeral znodes die with their session: use
/// `PersistentEphemeral`, `LeaderElection` or `withSession`, which know about that.
public final class ZooKeeperClient: ZooKeeperSession, Service {
    let core: ClientCore
    private let isRunning = NIOLockedValueBox(false)
    private let stopping = Latch()
    private let backoff = PendingCalls<Void>()
    private let policy = ReconnectPolicy()
    /// The session to go on with, until the servers have said whether they know it.
    private let resuming: NIOLockedValueBox<SessionTicket?>

    /// Makes a client; nothing is opened before `run()`.
    public init(configuration: Configuration, logger: Logger) {
        core = ClientCore(configuration: configuration, logger: logger)
        resuming = NIOLockedValueBox(configuration.resuming)
    }

    /// Opens a session and, whenever one is lost, the next. Returns after a graceful shutdown or cancellation, when the
    /// session has been closed and every caller answered.
    ///
    /// - Throws: `ZooKeeperError` of code `authFailed` when the servers refuse the credential.
    public func run() async throws {
        let wasRunning = isRunning.withLockedValue { isRunning in
            defer { isRunning = true }
            return isRunning
        }
        precondition(!wasRunning, "a client runs once")
        defer { core.stop() }
        try await withTaskCancellationOrGracefulShutdownHandler {
            while !stopping.isSet {
                try await runSession()
                await pause()
            }
        } onCancelOrGracefulShutdown: {
            self.stopping.set()
            self.backoff.resumeAll { _ in .success(()) }
        }
    }

    /// Runs `body` on the present session, or the next; it is cancelled when that session ends.
    ///
    /// The session given never becomes another one: its operations throw `sessionExpired` for ever once it is over.
    /// - Throws: what `body` throws; `ZooKeeperError` of code `sessionExpired` when the session ended first.
    public func withSession<R: Sendable>(
        _ body: @escaping @Sendable (any ZooKeeperSession) async throws -> R
    ) async throws -> R {
        try await withConversation { try await body($0) }
    }

    /// Session timeout the server granted; the one asked for while there is no session.
    public var negotiatedTimeout: Duration { core.negotiatedTimeout }

    /// What another process goes on with the present session by; nil while there is none.
    public var ticket: SessionTicket? { core.ticket }

    /// Has the session outlive this client, with everything ephemeral in it, for the process that has its ``ticket``.
    ///
    /// What keeps an ephemeral znode on this client then leaves it. Only for a process that ends once `run()` has returned:
    /// what the library needs for the session is not freed.
    public func keepSessionAtEnd() { core.keepsSession = true }

    func withConversation<R: Sendable>(
        _ body: @escaping @Sendable (Conversation) async throws -> R
    ) async throws -> R {
        let handle = try await core.connectedHandle(until: .now + .seconds(1 << 30), shielded: false)
        let conversation = Conversation(core: core, bound: handle)
        return try await withThrowingTaskGroup(of: R?.self) { group in
            group.addTask { try await body(conversation) }
            group.addTask {
                await handle.ended.wait()
                return nil
            }
            defer { group.cancelAll() }
            guard let first = try await group.next(), let result = first else {
                group.cancelAll()
                while (try? await group.next()) != nil {}
                try Task.checkCancellation()
                throw ZooKeeperError(.sessionExpired, message: "the ZooKeeper session ended")
            }
            return result
        }
    }

    // MARK: One session

    private func runSession() async throws {
        let configuration = core.configuration
        let ticket = resuming.withLockedValue { $0 }
        let handle = core.makeHandle()
        let failure = await PlainThread.run {
            handle.open(
                servers: configuration.serverList,
                sessionTimeout: configuration.sessionTimeout,
                credential: configuration.credential,
                resuming: ticket
            )
        }
        if let failure {
            core.discard(handle)
            core.openFailed(failure)
            core.logger.warning("ZooKeeper session cannot be opened", metadata: ["\(LogKeys.reason)": "\(failure)"])
            return
        }
        await waitForEnd(of: handle)
        let isRefused = core.sessionState == .authFailed
        if handle.hasConnected || handle.ended.isSet { resuming.withLockedValue { $0 = nil } }
        if core.keepsSession {
            handle.abandon()
        } else {
            await PlainThread.run { handle.close() }
        }
        core.discard(handle)
        if isRefused {
            throw ZooKeeperError(
                .authFailed, message: "ZooKeeper at \(configuration.serverList) refused the credential")
        }
        if !handle.hasConnected { core.openFailed("the session ended before it was connected") }
    }

    /// Until the session is over or the client is to stop; says once that there is no connection yet.
    private func waitForEnd(of handle: SessionHandle) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await handle.ended.wait() }
            group.addTask { [stopping] in await stopping.wait() }
            group.addTask { [core, stopping] in
                try? await Task.sleep(for: core.configuration.connectTimeout, clock: .continuous)
                if !Task.isCancelled && !handle.hasConnected {
                    core.logger.warning(
                        "ZooKeeper is not reachable yet",
                        metadata: ["\(LogKeys.servers)": "\(core.configuration.serverList)"]
                    )
                }
                await stopping.wait()
            }
            await group.next()
            group.cancelAll()
        }
    }

    private func pause() async {
        guard !stopping.isSet else { return }
        let delay = policy.delay(beforeAttempt: core.failedAttempts, jitter: .random(in: 0..<1))
        try? await backoff.wait(until: .now + delay) { _, _ in
            ZooKeeperError(.timedOut, message: "the wait is over")
        } start: { id in
            if stopping.isSet { backoff.resume(id, .success(())) }
        }
    }
}

extension SessionHandle {
    var hasConnected: Bool { id != nil }
}
