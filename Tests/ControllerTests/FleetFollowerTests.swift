import Coordination
import Logging
import NIOConcurrencyHelpers
import RolloutCore
import TestSupport
import Testing
import ZooKeeper

@testable import Controller

@Suite("Following a fleet")
struct FleetFollowerTests {
    @Test("A member that cannot be read is not taken for one that is gone: nothing is published before all were read")
    func unreadableMember() async {
        let board = FactBoard(registries: [])
        let session = FlakySession(names: ["blue-1", "blue-2", "blue-3"], failing: "blue-2") {
            board.read { $0.members.blue }
        }
        let follower = FleetFollower(
            layout: ZNodeLayout(app: AppName(rawValue: "orders"), isRoot: true), color: .blue, session: session,
            board: board, resync: .seconds(60), logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await follower.run() }
            for await _ in board.signal.calls where board.read({ $0.members.blue }) != nil { break }
            group.cancelAll()
        }
        #expect(session.publishedAtRetry == .some(nil))
        #expect(board.read { $0.members.blue }?.map(\.id.rawValue) == ["blue-1", "blue-2", "blue-3"])
    }
}

/// A fleet of which one member answers with a lost connection the first time it is read.
private final class FlakySession: ReadOnlySession {
    private let names: [String]
    private let failing: String
    private let look: @Sendable () -> [Member]?
    private let reads = NIOLockedValueBox(0)
    private let seen = NIOLockedValueBox<[Member]??>(nil)

    /// - Parameter look: what is published, noted when the failing member is read again.
    init(names: [String], failing: String, look: @escaping @Sendable () -> [Member]?) {
        self.names = names
        self.failing = failing
        self.look = look
    }

    var publishedAtRetry: [Member]?? { seen.withLockedValue { $0 } }

    func get(_ path: ZNodePath) async throws(ZooKeeperError) -> ZNode? {
        if path.name == failing {
            let count = reads.withLockedValue { count in
                count += 1
                return count
            }
            guard count > 1 else { throw ZooKeeperError(.connectionLoss, message: "lost") }
            seen.withLockedValue { $0 = .some(look()) }
        }
        return ZNode(path: path, data: Array("127.0.0.1:1".utf8), stat: Self.stat)
    }

    func children(of path: ZNodePath) async throws(ZooKeeperError) -> ZNodeChildren? {
        ZNodeChildren(names: names, stat: Self.stat)
    }

    func observeChildren(of path: ZNodePath) -> AsyncStream<ZNodeChildren?> {
        AsyncStream { $0.yield(ZNodeChildren(names: names, stat: Self.stat)) }
    }
}
