import Measuring
import RolloutCore

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// How long `Planner.decide` takes on two colors of 500 instances, phase by phase.
@main
enum PlannerBenchmark {
    private static let calls = 3_000
    /// In microseconds.
    private static let promise = 200.0

    static func main() throws {
        var table = Table("decide on 2 × \(Scenario.size) instances, µs", "steps", "median", "p99", "what it comes to")
        var slowest = 0.0
        func take(_ scenarios: [Scenario], _ steps: Int) {
            for scenario in scenarios {
                let (times, outcome) = measure(scenario)
                if !scenario.isExtreme { slowest = max(slowest, times.p50) }
                table.add(
                    scenario.name + (scenario.isExtreme ? " (extreme)" : ""), "\(steps)", times.p50.rounded(to: 1),
                    times.p99.rounded(to: 1), outcome)
            }
        }
        take(try Scenario.steady(), 0)
        for steps in [0, 900] { take(try Scenario.all(steps: steps), steps) }
        take(try Scenario.extremes(), Scenario.size)
        print("\(table)\n")
        let verdicts = [Verdict("the slowest median of decide", slowest / 1000, "ms", .atMost(promise / 1000))]
        exit(verdicts.conclude())
    }

    private static func measure(_ scenario: Scenario) -> (Quantiles, outcome: String) {
        let planner = Planner(policy: RolloutPolicy())
        var outcome = ""
        var samples: [Duration] = []
        for number in -200..<calls {
            let start = ContinuousClock.now
            let decision = planner.decide(scenario.seen)
            let took = ContinuousClock.now - start
            if number >= 0 { samples.append(took) }
            if number == 0 { outcome = Self.word(decision) }
            guard !decision.reason.sentence.isEmpty else { fatalError("a decision without a reason") }
        }
        return (Quantiles(samples), outcome)
    }

    private static func word(_ decision: Decision) -> String {
        switch decision.action {
        case .hold: "hold"
        case .commit(let commit): commit.history == nil ? "commit" : "commit, history"
        case .change(let change, let commit): commit == nil ? change.kind.rawValue : "commit, \(change.kind.rawValue)"
        }
    }
}
