import RolloutCore
import Simulation
import Testing

@Suite struct `In simulated worlds full of faults` {
    @Test(arguments: 0..<8) func `every guarantee holds`(part: UInt64) {
        for seed in (1 + part * 250)..<(1 + part * 250 + 250) {
            let report = Simulation(seed: seed, isSmall: true).run()
            #expect(report.violations.isEmpty, "bluegreen simulate --seed \(seed) --seeds 1: \(report.violations)")
            if !report.violations.isEmpty { return }
        }
    }

    @Test(arguments: [3, 17, 92] as [UInt64]) func `equal seeds give equal runs`(seed: UInt64) {
        let first = Simulation(seed: seed, isSmall: true).run()
        let second = Simulation(seed: seed, isSmall: true, isTraced: true).run()
        #expect(first.traceHash == second.traceHash)
        #expect(first.events == second.events)
        #expect(!second.trace.isEmpty)
    }

    @Test func `different seeds give different runs`() {
        let hashes = (1...20).map { Simulation(seed: $0, isSmall: true).run().traceHash }
        #expect(Set(hashes).count == 20)
    }
}
