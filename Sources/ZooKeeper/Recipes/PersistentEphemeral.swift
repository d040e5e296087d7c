public import Logging
import NIOConcurrencyHelpers
public import ServiceLifecycle

/// Keeps one ephemeral znode present across sessions, with the data last given.
///
/// When the znode belongs to another session, it waits for it to go; unless `replaceOwn` recognises a left-over of this
/// very process's former life, which is replaced in one transaction. Missing parents are created. The znode is deleted
/// when the service stops, unless the client keeps its session.
public final class PersistentEphemeral: Service {
    private struct State {
        var data: [UInt8]?
        var isPresent = false
    }

    private let client: ZooKeeperClient
    private let path: ZNodePath
    private let acl: AccessControlList?
    private let replaceOwn: @Sendable (ZNode) -> Bool
    private let logger: Logger
    private let state: NIOLockedValueBox<State>
    private let changed = Signal()

    /// Describes the znode; nothing is created before `run`.
    ///
    /// `replaceOwn` says whether a znode owned by another session is a left-over of ours. Never say so by data that
    ///   a living process may have written as well.
    public init(
        client: ZooKeeperClient,
        path: ZNodePath,
        data: [UInt8]?,
        acl: AccessControlList? = nil,
        logger: Logger,
        replaceOwn: @escaping @Sendable (ZNode) -> Bool = { _ in false }
    ) {
        self.client = client
        self.path = path
        self.acl = acl
        self.replaceOwn = replaceOwn
        self.logger = logger
        state = NIOLockedValueBox(State(data: data))
    }

    /// Whether the znode was present with the present data when last looked at.
    public var isPresent: Bool { state.withLockedValue { $0.isPresent } }

    /// Gives the znode other data, now or as soon as there is a session.
    public func update(_ data: [UInt8]?) {
        state.withLockedValue { state in
            state.isPresent = state.isPresent && state.data == data
            state.data = data
        }
        changed.fire()
    }

    /// Keeps the znode until cancelled or shut down gracefully, then deletes it; both return normally.
    ///
    /// - Throws: `ZooKeeperError` when the client is over.
    public func run() async throws {
        try await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                do {
                    try await self.client.withConversation { try await self.keep(on: $0) }
                } catch let error as ZooKeeperError where error.code == .sessionExpired {
                    self.state.withLockedValue { $0.isPresent = false }
                } catch {
                    if Task.isCancelled { return }
                    throw error
                }
            }
        }
    }

    /// Keeps the znode on one session.
    private func keep(on conversation: Conversation) async throws {
        guard let session = conversation.bound?.id else { return }
        let absolute = conversation.absolute(path)
        let observer = conversation.core.addObserver(of: absolute, changed)
        defer { conversation.core.removeObserver(of: absolute, id: observer) }
        changed.fire()
        while await changed.wait() {
            do throws(ZooKeeperError) {
                try await reconcile(on: conversation, session)
            } catch {
                state.withLockedValue { $0.isPresent = false }
                if error.isSessionOver { throw error }
                if error.code == .cancelled { break }
                logger.warning(
                    "ephemeral znode is not kept",
                    metadata: ["\(LogKeys.path)": "\(path)", "\(LogKeys.error)": "\(error)"]
                )
                let delay = error.isRetryable || error.code == .nodeExists ? client.negotiatedTimeout / 20 : .seconds(5)
                if (try? await Task.sleep(for: delay, clock: .continuous)) == nil { break }
                changed.fire()
            }
        }
        await remove(on: conversation, session)
    }

    /// One look, and at most one change.
    private func reconcile(on conversation: Conversation, _ session: SessionID) async throws(ZooKeeperError) {
        let data = state.withLockedValue { $0.data }
        guard let present = try await conversation.read(path, watch: true) else {
            _ = try await conversation.exists(path)
            if let parent = path.parent, parent != .root { try await conversation.createPath(parent) }
            _ = try await conversation.create(path, data, mode: .ephemeral, acl: acl)
            return changed.fire()
        }
        if present.stat.ephemeralOwner == session {
            if present.data != data { _ = try await conversation.set(path, data, ifVersion: nil) }
            return state.withLockedValue { $0.isPresent = $0.data == data }
        }
        state.withLockedValue { $0.isPresent = false }
        guard replaceOwn(present) else { return }
        var replacement = Transaction()
        replacement.delete(path, ifVersion: present.stat.version)
        replacement.create(path, data, mode: .ephemeral, acl: acl)
        _ = try await conversation.commit(replacement)
        changed.fire()
    }

    private func remove(on conversation: Conversation, _ session: SessionID) async {
        var conversation = conversation
        conversation.isShielded = true
        state.withLockedValue { $0.isPresent = false }
        guard conversation.bound?.isConnected == true, !conversation.core.keepsSession else { return }
        try? await conversation.withDeadline(client.negotiatedTimeout / 3) { [conversation] in
            guard let stat = try await conversation.stat(of: path), stat.ephemeralOwner == session else { return }
            try await conversation.delete(path, ifVersion: nil)
        }
    }
}
