import RolloutCore
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

    /// Each figure with what it means.
    func rendered(for terminal: Terminal) -> String {
        let seconds = Double(took.components.seconds) + Double(took.components.attoseconds) / 1e18
        let rate = seconds > 0 ? Int(Double(seeds) / seconds) : 0
        var facts = Facts()
        facts.append("seeds", "\(seeds) worlds were run; in \(failedSeeds) a guarantee did not hold")
        facts.append("events", "\(events) things happened; \(changes) changes of status were accepted by a registry")
        facts.append("rollouts", "how they ended: \(listed(outcomes))")
        facts.append("faults", "what was made to go wrong: \(listed(faults))")
        facts.append(
            "capacity",
            "at the lowest, \(Int(lowestCapacity * 100)) % of what the active fleet could serve with right after a change; "
                + "what a fault had stopped could not")
        facts.append(
            "way back",
            "\(DurationText.elapsed(longestRollback)) at the longest, from asking for the old color or a failed check until it "
                + "served again; faults that delayed it included")
        facts.append("speed", rate > 0 ? "\(rate) seeds a second" : "less than a seed a second")
        facts.append(
            "trace", "\(String(hash, radix: 16)), which is the same for every run of these seeds and this version")
        return facts.rendered(for: terminal)
    }

    private func listed(_ counts: [Report.Count]) -> String {
        counts.isEmpty
            ? "none"
            : counts.map { "\(Outcome(rawValue: $0.name)?.words ?? $0.name) \($0.number)" }.joined(separator: ", ")
    }
}
