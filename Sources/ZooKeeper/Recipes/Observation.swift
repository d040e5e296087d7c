import Logging
import NIOConcurrencyHelpers

/// Follows one znode or its children by level: read with a watch, hand out what differs from the last reading, wait for
/// a sign of change, read again.
///
/// The signal is registered before the first read, so no change can slip between a reading and its watch. A reading is
/// made only when the consumer asks for the next one, hence it is always the newest.
final class Observation: Sendable {
    private enum Seen: Hashable {
        case nothing, absent
        case present(created: Int64, changed: Int64)
    }
    private struct Memory {
        var seen = Seen.nothing
        var session: SessionID?
        var failures = 0
    }

    private let conversation: Conversation
    private let path: ZNodePath
    private let signal = Signal()
    private let observerID: UInt64
    private let memory = NIOLockedValueBox(Memory())
    private let retry = ReconnectPolicy(first: .milliseconds(20), longest: .seconds(2))

    init(_ conversation: Conversation, of path: ZNodePath) {
        self.conversation = conversation
        self.path = path
        observerID = conversation.core.addObserver(of: conversation.absolute(path), signal)
        signal.fire()
    }

    deinit {
        conversation.core.removeObserver(of: conversation.absolute(path), id: observerID)
    }

    func nextValue() async -> ZNode?? {
        await next { conversation, path throws(ZooKeeperError) in
            try await conversation.read(path, watch: true)
        } mark: { znode in
            .present(created: znode.stat.czxid, changed: znode.stat.mzxid)
        }
    }

    func nextChildren() async -> ZNodeChildren?? {
        await next { conversation, path throws(ZooKeeperError) in
            try await conversation.readChildren(path, watch: true)
        } mark: { children in
            .present(created: children.stat.czxid, changed: children.stat.pzxid)
        }
    }

    /// The next reading that differs from the last; nil at the end.
    private func next<Value>(
        _ read: (Conversation, ZNodePath) async throws(ZooKeeperError) -> Value?,
        mark: (Value) -> Seen
    ) async -> Value?? {
        while await signal.wait() {
            do {
                try await catchUpOnNewSession()
                let value = try await readOrWatchAbsence(read)
                let seen = value.map(mark) ?? .absent
                let isNews = memory.withLockedValue { memory in
                    defer { memory.seen = seen }
                    memory.failures = 0
                    return memory.seen != seen
                }
                if isNews { return .some(value) }
            } catch {
                guard await canGoOn(after: error) else { return nil }
                signal.fire()
            }
        }
        return nil
    }

    /// A new session may be on a server that lags behind the last reading.
    private func catchUpOnNewSession() async throws(ZooKeeperError) {
        guard case .connected(let session) = conversation.currentState else { return }
        let previous = memory.withLockedValue { $0.session }
        if let previous, previous != session { try await conversation.sync(path) }
        memory.withLockedValue { $0.session = session }
    }

    private func readOrWatchAbsence<Value>(
        _ read: (Conversation, ZNodePath) async throws(ZooKeeperError) -> Value?
    ) async throws(ZooKeeperError) -> Value? {
        // A znode may come and go between the two reads; the limit only ends a pathological race, with an error.
        for _ in 0..<100 {
            if let value = try await read(conversation, path) { return value }
            if try await !conversation.exists(path) { return nil }
        }
        throw ZooKeeperError(.throttled, path: path, message: "the znode comes and goes too fast to be read")
    }

    private func canGoOn(after error: ZooKeeperError) async -> Bool {
        if error.code == .cancelled || error.code == .sessionClosed || error.code == .authFailed { return false }
        if conversation.bound != nil && error.isSessionOver { return false }
        if conversation.core.isStopped { return false }
        let attempt = memory.withLockedValue { memory in
            memory.failures += 1
            return memory.failures
        }
        if !error.isRetryable && attempt == 1 {
            conversation.core.logger.warning(
                "a znode cannot be observed",
                metadata: ["\(LogKeys.path)": "\(path)", "\(LogKeys.error)": "\(error)"]
            )
        }
        let delay = retry.delay(beforeAttempt: attempt, jitter: .random(in: 0..<1))
        return (try? await Task.sleep(for: delay, clock: .continuous)) != nil
    }
}
