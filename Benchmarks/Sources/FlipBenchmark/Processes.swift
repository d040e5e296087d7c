import Foundation
import TestSupport

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

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
        guard let id = child?.id, let line = try? String(contentsOfFile: "/proc/\(id)/stat", encoding: .utf8) else {
            return .zero
        }
        // After the name in parentheses: state is field 3, utime field 14, stime field 15.
        let fields = line[(line.lastIndex(of: ")") ?? line.startIndex)...].split(separator: " ")
        guard fields.count > 13, let user = Int64(fields[12]), let system = Int64(fields[13]) else { return .zero }
        return .milliseconds((user + system) * 1000 / Int64(sysconf(Int32(_SC_CLK_TCK))))
    }
}
