import TestSupport
import Testing
import ZooKeeper

@Suite("The simulated ensemble does what a real server does", .serialized, .timeLimit(.minutes(5)))
struct ComparisonTests {
    static let scripts = 2400
    static let workers = 8

    @Test func everyScriptIsSeenTheSameOnBoth() async throws {
        var options = ZooKeeperServer.Options()
        // Sessions that nobody pings must outlive a pause of a busy machine.
        options.tick = 2000
        try await withZooKeeper(options) { server in
            let port = server.port
            let differences = try await withThrowingTaskGroup(of: [Difference].self) { group in
                for worker in 0..<Self.workers {
                    group.addTask {
                        let seeds = stride(from: worker, to: Self.scripts, by: Self.workers).map { UInt64($0) }
                        return try await Self.compare(seeds, port)
                    }
                }
                return try await group.reduce(into: []) { $0 += $1 }
            }
            for difference in differences { Issue.record("\(difference)") }
        }
    }

    /// Compares until the first difference.
    private static func compare(_ seeds: [UInt64], _ port: Int) async throws -> [Difference] {
        try await WireSession.with(port: port) { onlooker in
            for seed in seeds {
                let script = try Script(seed: seed, root: ZNodePath(validating: "/script-\(seed)"))
                let difference = try await Difference.find(script, port, &onlooker)
                guard difference != nil else { continue }
                return [try await Difference.shortest(seed, script.steps.count, port, &onlooker)].compactMap { $0 }
            }
            return []
        }
    }
}

/// How a script was seen differently.
struct Difference: CustomStringConvertible {
    let script: Script
    let simulated: [String]
    let real: [String]
    var seed: UInt64 = 0

    static func find(_ script: Script, _ port: Int, _ onlooker: inout WireSession) async throws -> Difference? {
        var server = try await ServerStage(port: port, onlooker: onlooker)
        let real = try await server.play(script).rendered
        onlooker = server.sessions[ServerStage.watcher]
        var ensemble = try SimulatedStage()
        let simulated = try await ensemble.play(script).rendered
        return real == simulated ? nil : Difference(script: script, simulated: simulated, real: real)
    }

    /// The difference that the shortest beginning of a script shows.
    static func shortest(
        _ seed: UInt64,
        _ count: Int,
        _ port: Int,
        _ onlooker: inout WireSession
    ) async throws -> Difference? {
        for length in 1...count {
            var script = try Script(seed: seed, root: ZNodePath(validating: "/script-\(seed)-\(length)"))
            script.steps = Array(script.steps.prefix(length))
            if var difference = try await find(script, port, &onlooker) {
                difference.seed = seed
                return difference
            }
        }
        return nil
    }

    var description: String {
        let steps = script.steps.enumerated().map { "  \($0): \($1)" }.joined(separator: "\n")
            .replacing("ZooKeeper.", with: "").replacing("ZNodeVersion(rawValue: ", with: "version (")
            .replacing("Transaction.Operation.", with: "").replacing(script.root.rawValue, with: "~")
        let place = zip(simulated, real).enumerated().first { $1.0 != $1.1 }?.offset ?? min(simulated.count, real.count)
        func line(_ lines: [String]) -> String { lines.indices.contains(place) ? lines[place] : "nothing" }
        return "seed \(seed), the shortest beginning that shows it:\n\(steps)\n"
            + "  simulated: \(line(simulated))\n  real:      \(line(real))"
    }
}
