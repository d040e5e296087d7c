import Coordination
import Eureka
import Logging
import ServiceLifecycle
import TestSupport
import Testing
import ZooKeeper

@testable import Registry

/// Against a real ZooKeeper server whose answers can be held back.
@Suite("A replica's conversation with the store", .serialized)
struct StoreLoopTests {
    private let key = InstanceKey(app: "SVC", id: "a")

    private func info(_ id: String, _ status: EurekaStatus = .up, at dirty: Int64 = 1) -> InstanceInfo {
        var info = InstanceInfo(app: "SVC", id: id, hostName: "h", ipAddress: "1.1.1.1", port: 80, status: status)
        info.lastDirtyTimestamp = dirty
        return info
    }

    /// A loop that runs until `body` ends it.
    private func withLoop(
        _ body:
            @escaping @Sendable (RegistryBook, GatedSession, _ end: @Sendable () async -> Void) async throws -> Void,
        afterwards: (ZooKeeperClient) async throws -> Void = { _ in }
    ) async throws {
        try await withZooKeeper { server in
            try await withClient(try server.configuration(sessionTimeout: .seconds(4))) { client in
                let session = GatedSession(base: client)
                let store = RegistryStore(session: session)
                let book = RegistryBook(
                    store: store, configuration: .free, metrics: RegistryMetrics(), logger: quiet)
                let services = ServiceGroup(
                    configuration: .init(services: [StoreLoop(book: book, store: store)], logger: quiet))
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask { try await services.run() }
                    try await eventually("the registry is loaded") { book.isLoaded }
                    do {
                        try await body(book, session) { await services.triggerGracefulShutdown() }
                    } catch {
                        session.close(.open)
                        group.cancelAll()
                        throw error
                    }
                    session.close(.open)
                    await services.triggerGracefulShutdown()
                    try await group.waitForAll()
                }
                try await afterwards(client)
            }
        }
    }

    @Test("While the others' changes are read and ZooKeeper does not answer, nobody waits longer than a write may take")
    func slowReading() async throws {
        try await withLoop { book, session, _ async throws in
            #expect(await book.register(info("a")))
            session.close(.reads)
            var batch = RegistryStore.Batch(entry: FeedEntry(by: "other"))
            let place = RegistryStore.Place(app: "SVC", id: "b")
            batch.entry.add(place, isEvicted: false)
            batch.writes = [.init(place: place, .put(Array("{}".utf8)), version: nil)]
            _ = try await RegistryStore(session: session.base).commit(batch)
            try await eventually("the entry is being read") { session.isAnybodyWaiting }
            let start = ContinuousClock.now
            async let order = book.change(key, .set(.down, lastDirtyTimestamp: nil), epoch: nil)
            async let isFiled = book.register(info("a", .down, at: 2))
            #expect(await isFiled)
            #expect(await order == .unavailable)
            #expect(ContinuousClock.now - start < .seconds(3) && session.isAnybodyWaiting)
            session.close(.open)
            try await eventually("all is written") { !book.hasWork }
        }
    }

    @Test("A write that the end broke off, and what was registered meanwhile, is kept all the same")
    func end() async throws {
        try await withLoop { book, session, end async throws in
            #expect(await book.register(info("a")))
            session.close(.commits)
            async let first = book.register(info("a", .down, at: 2))
            try await eventually("it is being written") { session.isAnybodyWaiting }
            async let second = book.register(info("a", .starting, at: 3))
            try await eventually("both are true") {
                book.instance(InstanceKey(app: "SVC", id: "a")).value?.status == .starting
            }
            await end()
            // Both are answered when the write is broken off.
            #expect(await (first, second) == (true, true))
            session.close(.open)
        } afterwards: { client in
            let kept = try await client.get("/bluegreen/registry/instances/SVC/a")?.text
            #expect(kept?.contains("STARTING") == true)
        }
    }

    @Test("The revision that is read with the feed is that of its newest entry")
    func position() async throws {
        try await withZooKeeper { server in
            let configuration = try server.configuration(sessionTimeout: .seconds(4))
            try await withClient(configuration) { writer in
                try await withClient(configuration) { reader in
                    let store = RegistryStore(session: writer)
                    try await store.prepare()
                    for number in 0..<20 {
                        var batch = RegistryStore.Batch(entry: FeedEntry(by: "one"))
                        let place = RegistryStore.Place(app: "SVC", id: "\(number)")
                        batch.entry.add(place, isEvicted: false)
                        batch.writes = [.init(place: place, .put([]), version: nil)]
                        guard case .done(_, let entry, let revision) = try await store.commit(batch) else {
                            Issue.record("not written")
                            return
                        }
                        let feed = try await RegistryStore(session: reader).presentFeed()
                        #expect(feed.numbers.last == entry && feed.revision == revision)
                    }
                }
            }
        }
    }
}
