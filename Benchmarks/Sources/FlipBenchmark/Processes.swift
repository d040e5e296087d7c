import Foundation
import Measuring
import TestSupport

/// The real registry and the real controller; gone when `end` returns, whatever happened.
struct Processes {
    private let directory: TemporaryDirectory
    private(set) var registry: ChildProcess?
    private(set) var controller: ChildProcess?
    private let zookeeper: String

    init(zookeeper: String) throws {
        self.zookeeper = zookeeper
        directory = try TemporaryDirectory("benchmark")
    }

    /// `bluegreen` as it was built beside this program.
    private static var executable: String {
        URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent().appendingPathComponent("bluegreen")
            .path
    }

    mutating func startRegistry(port: Int) async throws {
        registry = try await start("registry", ["--listen", "127.0.0.1:\(port)"])
    }

    mutating func startController(port: Int, registry: Int) async throws {
        controller = try await start(
            "controller",
            [
                "--id", "controller-1", "--listen", "127.0.0.1:\(port)", "--registry",
                "http://127.0.0.1:\(registry)/eureka", "--session-timeout", "4s",
            ])
    }

    private func start(_ role: String, _ arguments: [String]) async throws -> ChildProcess {
        var environment = ProcessInfo.processInfo.environment
        environment["BLUEGREEN_ZOOKEEPER"] = zookeeper
        return try await ChildProcess.start(
            Self.executable, [role] + arguments, environment: environment,
            log: directory.url.appendingPathComponent("\(role).log"))
    }

    /// The last lines of both, for the message of a failure.
    var logs: String { [registry, controller].compactMap { $0?.output.suffix(3_000) }.joined(separator: "\n---\n") }

    func end() async {
        for child in [controller, registry].compactMap({ $0 }) { await child.kill() }
        directory.remove()
    }

    /// Processor time that a process has used so far; zero where the system does not tell.
    static func processorTime(of child: ChildProcess?) -> Duration {
        child.flatMap { ProcessCost.processorTime(of: $0.id) } ?? .zero
    }
}
