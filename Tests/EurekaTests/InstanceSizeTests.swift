import Testing

@testable import Eureka

@Suite("How large an instance may be")
struct InstanceSizeTests {
    private func instance(_ metadata: [String: String] = [:]) -> InstanceInfo {
        var instance = InstanceInfo(app: "svc", id: "a", hostName: "h", ipAddress: "1.1.1.1", port: 80, status: .up)
        instance.metadata = metadata
        return instance
    }

    private func text(_ count: Int, _ letter: String = "x") -> String { String(repeating: letter, count: count) }

    @Test("A metadata key of 256 bytes and a value of 1,024 are taken, a byte more is refused with the reason")
    func entries() {
        #expect(instance([text(256): text(1024)]).refusal(underApp: "svc") == nil)
        #expect(instance([text(257): ""]).refusal(underApp: "svc") == "A metadata key takes more than 256 bytes")
        #expect(instance(["k": text(1025)]).refusal(underApp: "svc") == "A metadata value takes more than 1024 bytes")
        #expect(instance(["k": text(513, "ä")]).refusal(underApp: "svc") != nil)
    }

    @Test("An instance that takes more than a store takes whole is refused, also when only its written form does")
    func whole() {
        var large = instance()
        large.homePageURL = text(InstanceInfo.maximumSize)
        #expect(large.refusal(underApp: "svc") == "The instance takes more than 300000 bytes")
        large.homePageURL = text(60_000, "\u{1}")
        #expect(large.refusal(underApp: "svc") != nil)
    }

    @Test("What an operator puts over it has the same limits, alone and together")
    func overlay() throws {
        var bench = Bench()
        bench.register(.up, dirty: 1)
        for entries in [[text(257): ""], ["k": text(1025)]] {
            guard case .refused = bench.registry.metadataChange(of: bench.key, adding: entries, now: bench.now) else {
                Issue.record("taken")
                return
            }
        }
        let outcomes = (0..<64).map { number in
            let entry = ["\(number)": text(1024, "\u{1}")]
            let outcome = bench.registry.metadataChange(of: bench.key, adding: entry, now: bench.now)
            if case .change(let change) = outcome { _ = bench.registry.apply(change, now: bench.now) }
            return outcome
        }
        #expect(outcomes.last == .refused("too much metadata"))
        #expect(try #require(bench.registry.record(of: bench.key)).encoded().count <= InstanceInfo.maximumSize)
    }
}
