import Eureka
import Metrics
import NIOConcurrencyHelpers
import Testing

@testable import Registry

@Suite("When a registry looks at its leases")
struct KeeperTests {
    private func book() -> RegistryBook { .standalone() }

    private func info(_ id: String, lease: Int = 90) -> InstanceInfo {
        var info = InstanceInfo(app: "SVC", id: id, hostName: "h", ipAddress: "1.1.1.1", port: 80)
        info.lastDirtyTimestamp = 1
        info.lease.durationSeconds = lease
        return info
    }

    @Test("At the next deadline, with each round at the latest, and never again at once")
    func rounds() {
        #expect(RegistryKeeper.wait(until: nil, now: 1000) == RegistryKeeper.interval)
        #expect(RegistryKeeper.wait(until: 1200, now: 1000) == .milliseconds(200))
        #expect(RegistryKeeper.wait(until: 9000, now: 1000) == RegistryKeeper.interval)
        #expect(RegistryKeeper.wait(until: 999, now: 1000) == RegistryKeeper.tolerance)
    }

    @Test("What is held beyond its lease is not waited for")
    func held() async {
        let book = book()
        for number in 0..<10 { #expect(await book.register(info("\(number)"))) }
        let last = book.clock.now
        let next = book.evict(at: last + 200_000)
        #expect(book.state.withLockedValue(\.brake.held) == 10)
        #expect(next == nil)
        #expect(RegistryKeeper.wait(until: next, now: last + 200_000) == RegistryKeeper.interval)
    }

    @Test("One look at 10,000 instances is a small part of a round", .timeLimit(.minutes(1)))
    func many() async throws {
        let book = book()
        for number in 0..<10_000 { #expect(await book.register(info("\(number)"))) }
        let registry = book.read { $0 }.value
        let times = (0..<5).map { _ in
            ContinuousClock().measure { _ = registry.outlook(at: book.clock.now) }
        }
        // Not optimised, and whatever else runs.
        #expect(try #require(times.min()) < RegistryKeeper.interval / 5, "\(times)")
    }
}

extension RegistryBook {
    /// One without a store, as a value to look at.
    static func standalone(_ configuration: RegistryServer.Configuration = .free) -> RegistryBook {
        RegistryBook(
            store: nil, configuration: configuration, metrics: RegistryMetrics(factory: NOOPMetricsHandler.instance),
            logger: quiet)
    }
}
