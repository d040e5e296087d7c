import ArgumentParser
import Controller
import Foundation
import RolloutCore
import Simulation

/// `bluegreen simulate`
struct SimulateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulate",
        abstract: "Runs rollouts in simulated worlds full of faults, and checks every guarantee. Connects to nothing.",
        discussion: """
            Equal seeds give equal runs on every machine. Exits 1 when a guarantee did not hold, and shows the command \
            that runs that one seed again.
            """)

    @Option(name: .long, help: "How many seeds are run.") var seeds = 1_000
    @Option(name: .long, help: "The first of them; alone, the only one, told line by line.") var seed: UInt64?
    @Option(name: .long, help: "A configuration file whose rollout section is the policy.", completion: .file())
    var policy: String?
    @Option(
        name: .long, help: "A mistake to plant: \(PlantedBug.allCases.map(\.rawValue).joined(separator: ", ")).",
        transform: Self.bug)
    var planted: PlantedBug?
    @Option(name: .long, help: "How many run at once; all processors when not given.") var jobs: Int?
    @Flag(name: .long, help: "Ends with the first seed in which a guarantee did not hold.") var untilFound = false
    @Flag(name: .long, help: "Lists the mistakes that can be planted, and runs nothing.") var listPlanted = false
    @Flag(name: .long, help: "Tells what happens in each seed, line by line.") var trace = false

    private static func bug(named name: String) throws -> PlantedBug {
        guard let bug = PlantedBug(rawValue: name) else {
            let suggestion = Suggestion(for: name, among: PlantedBug.allCases.map(\.rawValue))
            throw ValidationError("there is no planted bug \"\(name)\"\(suggestion)")
        }
        return bug
    }

    func validate() throws {
        guard seeds > 0, jobs ?? 1 > 0 else { throw ValidationError("--seeds and --jobs take a number above 0") }
    }

    func run() async throws {
        guard !listPlanted else {
            Terminal.tell(PlantedBug.allCases.map(\.rawValue).joined(separator: "\n"))
            return
        }
        let policy = try policy.map { path in
            try Settings(options: [:], environment: [:], file: ConfigurationFile(path: path)).policy().rollout
        }
        let batch = SimulationBatch(
            first: seed ?? 1, count: seeds, policy: policy, bug: planted, isTraced: trace,
            endsWhenFound: untilFound, jobs: jobs ?? ProcessInfo.processInfo.activeProcessorCount)
        let summary = await batch.run { Terminal.tell($0) }
        Terminal.tell(summary.rendered(for: .standardOutput))
        if summary.failedSeeds > 0 { throw ExitCode(1) }
    }
}
