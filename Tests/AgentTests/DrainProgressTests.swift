import Testing

@testable import Agent

@Suite("Draining before its time is over")
struct DrainProgressTests {
    private static let gateways = ReaderStanding.seen(onlyGateways: true)
    private static let others = ReaderStanding.seen(onlyGateways: false)

    /// The first second at which it is over, looked at once a second; nil: not in two minutes.
    private func end(
        cache: Duration? = nil, inFlight: (Int) -> Int?, readers: (Int) -> ReaderStanding
    ) -> Int? {
        var progress = DrainProgress(readerCache: cache)
        return (0...120).first { second in
            progress.isOver(inFlight: inFlight(second), readers: readers(second), at: .seconds(second))
        }
    }

    @Test("ends a second after the last request, when all readers are gateways")
    func idle() {
        #expect(end(inFlight: { $0 < 4 ? 2 : 0 }, readers: { _ in Self.gateways }) == 5)
    }

    @Test("waits for readers that have not fetched")
    func lateReader() {
        #expect(end(inFlight: { _ in 0 }, readers: { $0 < 7 ? .waiting("10.0.0.7") : Self.gateways }) == 7)
    }

    @Test("waits for the caches of others, by Spring's time or the one configured")
    func caches() {
        #expect(end(inFlight: { _ in 0 }, readers: { $0 < 3 ? .waiting("a") : Self.others }) == 38)
        #expect(end(cache: .seconds(2), inFlight: { _ in 0 }, readers: { $0 < 3 ? .waiting("a") : Self.others }) == 5)
    }

    @Test("begins anew with every request that comes late")
    func lateRequest() {
        #expect(end(inFlight: { $0 == 1 ? 1 : $0 == 3 ? nil : 0 }, readers: { _ in Self.gateways }) == 5)
    }

    @Test("never comes where nobody counts, or a registry does not tell who fetches")
    func unknown() {
        #expect(end(inFlight: { _ in nil }, readers: { _ in Self.gateways }) == nil)
        #expect(end(inFlight: { _ in 0 }, readers: { _ in .unknown }) == nil)
    }

    @Test("is as far as the worse of two registries")
    func worse() {
        #expect(Self.gateways.and(.waiting("a")) == .waiting("a"))
        #expect(ReaderStanding.waiting("a").and(.unknown) == .unknown)
        #expect(Self.gateways.and(Self.others) == Self.others)
    }
}
