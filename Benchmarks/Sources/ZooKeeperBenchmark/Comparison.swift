import Foundation
import Measuring
import TestSupport
import ZooKeeper

/// Both programs in turn against one server: in each round first one, then the other, and the next time the other way
/// round, so that what else the machine does hits both.
struct Comparison: Sendable {
    let raw: String
    let rounds: Int
    let workload: Workload

    private struct Round {
        var raw: [String: Double]
        var ours: [String: Double]
    }

    private struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    func run() async throws -> Int32 {
        try await withZooKeeper { server in
            let directory = try TemporaryDirectory("benchmark")
            defer { directory.remove() }
            _ = try await withClient(try server.configuration()) { client in
                try await client.create("/benchmark", [UInt8](repeating: UInt8(ascii: "x"), count: Workload.dataSize))
            }
            // The server compiles itself while it warms up; what is measured meanwhile is thrown away.
            _ = try await round(0, server, directory)
            var results: [Round] = []
            for number in 1...rounds {
                let result = try await round(number, server, directory)
                results.append(result)
                print("round \(number): \(Self.line(result))")
                fflush(nil)
            }
            return report(results)
        }
    }

    private func round(_ number: Int, _ server: ZooKeeperServer, _ directory: TemporaryDirectory) async throws -> Round
    {
        let arguments = [server.connectString] + workload.arguments
        let ours = ["ours"] + arguments
        let me = CommandLine.arguments[0]
        if number.isMultiple(of: 2) {
            let first = try await measure(raw, arguments, directory)
            return Round(raw: first, ours: try await measure(me, ours, directory))
        }
        let first = try await measure(me, ours, directory)
        return Round(raw: try await measure(raw, arguments, directory), ours: first)
    }

    private func measure(
        _ program: String, _ arguments: [String], _ directory: TemporaryDirectory
    ) async throws -> [String: Double] {
        let log = directory.url.appendingPathComponent(UUID().uuidString)
        let child = try await ChildProcess.start(program, arguments, log: log)
        await child.waitForExit()
        guard child.exitCode == 0 else { throw Failure(description: "\(program) failed: \(child.output)") }
        var figures: [String: Double] = [:]
        for line in child.output.split(separator: "\n") {
            let parts = line.split(separator: " ")
            if parts.count == 2, let figure = Double(parts[1]) { figures[String(parts[0])] = figure }
        }
        return figures
    }

    // MARK: - Reporting

    private static let figures: [(name: String, label: String, digits: Int)] = [
        ("get.rate", "pipelined get, per second", 0),
        ("get.cpu", "processor time per get, µs", 1),
        ("set.rate", "pipelined set, per second", 0),
        ("set.cpu", "processor time per set, µs", 1),
        ("serial.p50", "serial get, median, µs", 0),
        ("serial.p99", "serial get, p99, µs", 0),
        ("watch.p50", "set → new value at the watcher, median, µs", 0),
        ("watch.p99", "set → new value at the watcher, p99, µs", 0),
    ]

    private func report(_ rounds: [Round]) -> Int32 {
        var table = Table("median of \(rounds.count) rounds", "raw C", "ours", "ours ÷ raw C", "lowest", "highest")
        var ratios: [String: Double] = [:]
        for (name, label, digits) in Self.figures {
            let ratio = Quantiles(rounds.map { Self.ratio($0, name) })
            ratios[name] = ratio.p50
            let raw = Quantiles(rounds.map { $0.raw[name] ?? .nan }).p50
            let ours = Quantiles(rounds.map { $0.ours[name] ?? .nan }).p50
            table.add(
                label, raw.rounded(to: digits), ours.rounded(to: digits), ratio.p50.rounded(to: 2),
                ratio.min.rounded(to: 2), ratio.max.rounded(to: 2))
        }
        print("\n\(table)")
        let event = Quantiles(rounds.map { $0.raw["event.p50"] ?? .nan }).p50
        print("\nraw C, set → watch callback alone, median: \(event.rounded(to: 0)) µs\n")
        return [
            Verdict("pipelined get", ratios["get.rate"] ?? .nan, "× raw C", .atLeast(0.9)),
            Verdict("pipelined set", ratios["set.rate"] ?? .nan, "× raw C", .atLeast(0.9)),
            Verdict("watch latency", ratios["watch.p50"] ?? .nan, "× raw C", .atMost(1.25)),
        ].conclude()
    }

    private static func ratio(_ round: Round, _ name: String) -> Double {
        (round.ours[name] ?? .nan) / (round.raw[name] ?? .nan)
    }

    private static func line(_ round: Round) -> String {
        figures.filter { !$0.name.hasSuffix("p99") }
            .map { "\($0.name) \(ratio(round, $0.name).rounded(to: 2))" }.joined(separator: ", ")
    }
}
