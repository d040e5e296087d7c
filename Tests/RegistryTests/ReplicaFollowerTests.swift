import Coordination
import Eureka
import NIOConcurrencyHelpers
import TestSupport
import Testing
import ZooKeeper

@testable import Registry

@Suite("Following the other replicas")
struct ReplicaFollowerTests {
    private let one = ReplicaInfo(id: "1", address: "one:8761")
    private let two = ReplicaInfo(id: "2", address: "two:8761")

    @Test("A replica that cannot be read is still there, and all are read again without a change")
    func unreadable() async throws {
        let book = RegistryBook.standalone()
        book.see([one, two], from: "me:8761")
        let session = ReplicaSession([one, two], failing: "two:8761") {
            book.state.withLockedValue { $0.replicas.others.map(\.address) }
        }
        try await follow(session, book, from: "me:8761") {
            try await eventually("both are read") { session.readAfterFailure != nil }
        }
        #expect(session.readAfterFailure == ["one:8761", "two:8761"])
    }

    @Test("A replica that only its own machine reaches does not stay beside one on another")
    func loopback() async throws {
        for (own, other, isRefused) in [
            ("127.0.0.1:1", "two:8761", true), ("[::1]:1", "10.0.0.1:1", true), ("127.0.0.1:1", "localhost:2", false),
            ("one:1", "two:8761", false),
        ] {
            let book = RegistryBook.standalone()
            let session = ReplicaSession([ReplicaInfo(id: "2", address: other)])
            let refusal = NIOLockedValueBox<RegistryError?>(nil)
            do {
                try await follow(session, book, from: own) {
                    try await eventually(within: .seconds(5), "it is known") {
                        !book.state.withLockedValue { $0.replicas.others.isEmpty }
                    }
                }
            } catch let error as RegistryError {
                refusal.withLockedValue { $0 = error }
            }
            let sentence = refusal.withLockedValue { $0?.description }
            #expect((sentence != nil) == isRefused, "\(own) beside \(other): \(sentence ?? "stays")")
            if isRefused { #expect(sentence?.contains(other) == true && sentence?.contains("--advertise") == true) }
        }
    }

    /// Follows until `body` is done, or it ends by itself.
    private func follow(
        _ session: ReplicaSession, _ book: RegistryBook, from address: String,
        _ body: @escaping @Sendable () async throws -> Void
    ) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await ReplicaFollower(book: book, session: session, address: address).run() }
            group.addTask { try await body() }
            defer { group.cancelAll() }
            try await group.next()
        }
    }

    @Test(
        "Where a replica is reached: by the machine's name when it listens everywhere, IPv6 in brackets",
        arguments: [
            ("0.0.0.0", "m:80", false), ("::", "m:80", false), ("::1", "[::1]:80", true),
            ("127.0.0.1", "127.0.0.1:80", true),
            ("127.example.com", "127.example.com:80", false), ("fe80::1", "[fe80::1]:80", false),
            ("localhost", "localhost:80", true),
        ])
    func address(_ host: String, _ text: String, _ isLoopback: Bool) {
        let address = ReplicaAddress(listening: host, port: 80, machine: "m")
        #expect("\(address)" == text && address.isLoopback == isLoopback)
        #expect(ReplicaAddress(text) == address)
    }
}

/// Some replicas, of which one answers with a lost connection the first time it is read.
private final class ReplicaSession: ReadOnlySession {
    private let replicas: [ReplicaInfo]
    private let failing: String?
    private let look: @Sendable () -> [String]
    private let reads = NIOLockedValueBox(0)
    private let seen = NIOLockedValueBox<[String]?>(nil)

    /// - Parameter look: what is known, noted when the failing one is read again.
    init(_ replicas: [ReplicaInfo], failing: String? = nil, look: @escaping @Sendable () -> [String] = { [] }) {
        self.replicas = replicas
        self.failing = failing
        self.look = look
    }

    var readAfterFailure: [String]? { seen.withLockedValue { $0 } }

    func get(_ path: ZNodePath) async throws(ZooKeeperError) -> ZNode? {
        if let failing, path == ZNodeLayout.replica(failing) {
            let count = reads.withLockedValue { count in
                count += 1
                return count
            }
            guard count > 1 else { throw ZooKeeperError(.connectionLoss, message: "lost") }
            seen.withLockedValue { $0 = look() }
        }
        guard let info = replicas.first(where: { ZNodeLayout.replica($0.address) == path }) else { return nil }
        return ZNode(path: path, data: try? info.data(), stat: Self.stat)
    }

    func children(of path: ZNodePath) async throws(ZooKeeperError) -> ZNodeChildren? { present }

    /// Never a change.
    func observeChildren(of path: ZNodePath) -> AsyncStream<ZNodeChildren?> { AsyncStream { $0.yield(present) } }

    private var present: ZNodeChildren {
        ZNodeChildren(names: replicas.compactMap { ZNodeLayout.replica($0.address).name }, stat: Self.stat)
    }
}
