import Simulation

/// What came of all seeds together.
struct SimulationSummary: Sendable {
    private(set) var seeds = 0
    private(set) var failedSeeds = 0
    private(set) var events = 0
    private(set) var changes = 0
    private(set) var lowestCapacity = 1.0
    private(set) var longestRollback: Duration = .zero
    private(set) var faults: [Report.Count] = []
    private(set) var outcomes: [Report.Count] = []
    /// Over the traces of all seeds in their order: two runs are the same when it is.
    private(set) var hash: UInt64 = 0
    var took: Duration = .zero

    mutating func add(_ report: Report) {
        seeds += 1
        failedSeeds += report.violations.isEmpty ? 0 : 1
        events += report.events
        changes += report.changes
        lowestCapacity = min(lowestCapacity, report.lowestCapacity)
        longestRollback = max(longestRollback, report.longestRollback)
        faults = Report.Count.sum(faults, report.faults)
        outcomes = Report.Count.sum(outcomes, report.outcomes)
        hash = (hash &* 0x0000_0100_0000_01B3) ^ report.traceHash
    }

    var text: String {
        let seconds = Double(took.components.seconds) + Double(took.components.attoseconds) / 1e18
        let rate = seconds > 0 ? Int(Double(seeds) / seconds) : 0
        return """
            \(seeds) seeds, \(failedSeeds) with a guarantee that did not hold; \(events) events, \(changes) changes of status
            outcomes: \(listed(outcomes))
            faults: \(listed(faults))
            lowest capacity \(Int(lowestCapacity * 100)) % of the active fleet (crashed instances included), longest way back \(longestRollback)
            \(rate) seeds a second, trace \(String(hash, radix: 16))
            """
    }

    private func listed(_ counts: [Report.Count]) -> String {
        counts.isEmpty ? "none" : counts.map { "\($0.name) \($0.number)" }.joined(separator: ", ")
    }
}
