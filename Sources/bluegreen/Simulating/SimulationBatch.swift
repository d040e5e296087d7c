import RolloutCore
import Simulation

/// Many seeds, on several processors.
struct SimulationBatch: Sendable {
    let first: UInt64
    let count: Int
    let policy: RolloutPolicy?
    let bug: PlantedBug?
    let isTraced: Bool
    /// Whether the first seed in which a guarantee did not hold is the last.
    var endsWhenFound = false
    let jobs: Int

    /// Tells of every seed in which a guarantee did not hold, in the order of the seeds.
    func run(tell: (String) -> Void) async -> SimulationSummary {
        var summary = SimulationSummary()
        let start = ContinuousClock.now
        var next = 0
        while next < count, !(endsWhenFound && summary.failedSeeds > 0) {
            let size = min(Self.batchSize * jobs, count - next)
            for report in await reports(from: next, count: size) {
                summary.add(report)
                if let text = text(of: report) { tell(text) }
            }
            next += size
        }
        summary.took = ContinuousClock.now - start
        return summary
    }

    /// So many seeds of each job are waited for together.
    private static let batchSize = 100

    private func reports(from next: Int, count: Int) async -> [Report] {
        await withTaskGroup(of: [Report].self) { group in
            for job in 0..<jobs {
                group.addTask {
                    stride(from: next + job, to: next + count, by: jobs).map { place in
                        Simulation(
                            seed: first &+ UInt64(place), policy: policy, bug: bug, isTraced: isTraced
                        ).run()
                    }
                }
            }
            return await group.reduce(into: []) { $0 += $1 }.sorted { $0.seed &- first < $1.seed &- first }
        }
    }

    private func text(of report: Report) -> String? {
        guard !report.violations.isEmpty || isTraced else { return nil }
        var lines = report.trace
        lines += report.violations.map { "seed \(report.seed): \($0)" }
        if !report.violations.isEmpty {
            let planted = bug.map { " --planted \($0.rawValue)" } ?? ""
            lines.append("    bluegreen simulate --seed \(report.seed) --seeds 1 --trace\(planted)")
        }
        lines.append("seed \(report.seed): trace \(String(report.traceHash, radix: 16)), \(report.events) events")
        return lines.joined(separator: "\n")
    }
}
