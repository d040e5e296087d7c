import Coordination
import TestSupport
import Testing
import ZooKeeper

@testable import Registry

@Suite("A second registry on the same ensemble", .serialized)
struct HolderWatchTests {
    @Test("Is seen while the first one lives, and the next one takes its place")
    func announcing() async throws {
        try await withZooKeeper { server in
            let configuration = try server.configuration(sessionTimeout: .seconds(4))
            try await withClient(configuration) { second in
                let two = RegistryStore(session: second)
                try await withClient(configuration) { first in
                    let one = RegistryStore(session: first)
                    _ = try await one.load()
                    #expect(try await one.announce("one:8761") == nil)
                    #expect(try await one.announce("one:8761") == nil)
                    #expect(try await two.announce("two:8761")?.name == "one:8761")
                }
                try await eventually("the first one is gone") { try await two.announce("two:8761") == nil }
                try await withClient(configuration) { third in
                    let three = RegistryStore(session: third)
                    #expect(try await three.announce("three:8761")?.name == "two:8761")
                    let start = ContinuousClock.now
                    var watch = HolderWatch(start: start)
                    let warned = try await warnings(&watch, from: start, of: three)
                    // Not as long as it may be what a killed registry left behind, and then once.
                    #expect(warned == [50])
                }
            }
        }
    }

    private func warnings(
        _ watch: inout HolderWatch, from start: ContinuousClock.Instant, of store: RegistryStore
    ) async throws -> [Int] {
        var warned: [Int] = []
        for second in stride(from: 0, through: 120, by: 5) {
            let now = start + .seconds(second)
            guard watch.isDue(at: now) else { continue }
            if watch.saw(try await store.announce("three:8761"), at: now) { warned.append(second) }
        }
        return warned
    }

    @Test("One that goes in time, as a killed registry's session does, is no second one")
    func leftOver() async throws {
        let start = ContinuousClock.now
        var watch = HolderWatch(start: start)
        let old = RegistryStore.Holder(session: SessionID(rawValue: 1), name: "h:8761")
        for second in stride(from: 0, through: 40, by: 5) {
            let isTold = watch.saw(old, at: start + .seconds(second))
            #expect(!isTold)
        }
        let isTold = [watch.saw(nil, at: start + .seconds(45)), watch.saw(old, at: start + .seconds(50))]
        #expect(isTold == [false, false])
    }
}
