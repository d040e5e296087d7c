import NIOConcurrencyHelpers
import ZooKeeper

/// Follows one znode or its children by level, as the client's own observation does: read with a watch, hand out what
/// differs from the last reading, wait for a sign of change, read again.
final class SimulatedObservation: Sendable {
    private enum Seen: Hashable, Sendable {
        case nothing, absent
        case present(created: Int64, changed: Int64)
    }

    private let session: SimulatedSession
    private let path: ZNodePath
    private let signal = Signal()
    private let observer: Int?
    private let seen = NIOLockedValueBox(Seen.nothing)

    init(_ session: SimulatedSession, of path: ZNodePath) {
        self.session = session
        self.path = path
        observer = session.ensemble.settling { [id = session.id, signal] state in
            guard let index = state.index(of: id) else { return nil }
            if case .lost = state.clients[index].state { return nil }
            state.clients[index].nextObserver += 1
            let number = state.clients[index].nextObserver
            state.clients[index].observers.append(.init(id: number, path: path, signal: signal))
            return number
        }
        if observer == nil { signal.finish() } else { signal.fire() }
    }

    deinit {
        session.ensemble.settling { [id = session.id, observer] state in
            guard let index = state.index(of: id) else { return }
            state.clients[index].observers.removeAll { $0.id == observer }
        }
    }

    func nextValue() async -> ZNode?? {
        await next { session, path throws(ZooKeeperError) in
            try session.read(path, watch: true)
        } mark: {
            .present(created: $0.stat.czxid, changed: $0.stat.mzxid)
        }
    }

    func nextChildren() async -> ZNodeChildren?? {
        await next { session, path throws(ZooKeeperError) in
            try session.readChildren(path, watch: true)
        } mark: {
            .present(created: $0.stat.czxid, changed: $0.stat.pzxid)
        }
    }

    /// The next reading that differs from the last; nil at the end.
    private func next<Value>(
        _ read: (SimulatedSession, ZNodePath) throws(ZooKeeperError) -> Value?,
        mark: (Value) -> Seen
    ) async -> Value?? {
        while await signal.wait() {
            // Without a connection there is nothing to read: connecting again fires the signal.
            guard let value = try? readOrWatchAbsence(read) else { continue }
            let now = value.map(mark) ?? .absent
            let isNews = seen.withLockedValue { seen in
                defer { seen = now }
                return seen != now
            }
            if isNews { return .some(value) }
        }
        return nil
    }

    /// The value in an optional of its own, so that `try?` tells absence from failure.
    private func readOrWatchAbsence<Value>(
        _ read: (SimulatedSession, ZNodePath) throws(ZooKeeperError) -> Value?
    ) throws(ZooKeeperError) -> Value?? {
        // A znode may come and go between the two readings.
        for _ in 0..<100 {
            if let value = try read(session, path) { return .some(value) }
            if try session.stat(of: path, watch: true) == nil { return .some(nil) }
        }
        return nil
    }
}
