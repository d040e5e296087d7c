import Foundation
import TestSupport

/// The load generator wrk with one thread and 16 connections.
struct Wrk {
    private static let executable = "/usr/bin/wrk"

    /// The script that goes through the calls.
    let script: String
    let directory: TemporaryDirectory

    /// What one run came to.
    struct Outcome {
        let perSecond: Double
        /// In milliseconds.
        let p99: Double
        /// Answers that were neither 2xx nor 3xx.
        let refused: Int
        /// Connections that failed or broke, and answers that did not come.
        let broken: Int
    }

    /// Calls the server for that long, with each call in turn; all of them have the headers of the first.
    func run(_ calls: [Call], port: Int, seconds: Int) async throws -> Outcome {
        let name = UUID().uuidString
        try directory.write(calls.map { "\($0.method.rawValue) \($0.path)\n" }.joined(), to: name)
        let headers = calls[0].headers.flatMap { ["-H", "\($0.name): \($0.value)"] }
        let child = try await ChildProcess.start(
            Self.executable,
            ["-t1", "-c16", "-d\(seconds)s", "--timeout", "10s", "-s", script] + headers
                + ["http://127.0.0.1:\(port)/", "--", directory.url.appendingPathComponent(name).path],
            log: directory.url.appendingPathComponent("\(name).log"))
        await child.waitForExit()
        guard child.exitCode == 0 else { throw Failure("wrk failed: \(child.output)") }
        return try Outcome(child.output)
    }
}

extension Wrk.Outcome {
    /// Reads what the script prints at the end.
    fileprivate init(_ output: String) throws {
        var figures: [Substring: Double] = [:]
        for line in output.split(separator: "\n") {
            let words = line.split(separator: " ")
            if words.count == 2, let figure = Double(words[1]) { figures[words[0]] = figure }
        }
        guard let requests = figures["requests"], let microseconds = figures["microseconds"], microseconds > 0,
            let p99 = figures["p99"], let refused = figures["refused"], let broken = figures["broken"]
        else { throw Failure("wrk said something else than expected: \(output)") }
        self.init(
            perSecond: requests / microseconds * 1e6, p99: p99 / 1000, refused: Int(refused), broken: Int(broken))
    }
}
