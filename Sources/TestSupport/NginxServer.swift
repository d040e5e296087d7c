import Foundation
import NIOConcurrencyHelpers

/// A real nginx on 127.0.0.1 with the configuration of `Examples/`, its own directory and a free port; Debian's package
/// `nginx-light`. One process does everything, since those that a master starts would outlive it.
public final class NginxServer: Sendable {
    /// Where it takes requests.
    public let port: Int
    /// The directory of its files.
    public let directory: TemporaryDirectory
    private let child = NIOLockedValueBox<ChildProcess?>(nil)

    private static let executable = "/usr/sbin/nginx"

    /// Writes its configuration; does not start it.
    ///
    /// - Parameters:
    ///   - example: the text of `Examples/nginx.conf`; places of this machine are put in place of its own.
    ///   - gateway: the port of the gateway that it asks.
    ///   - instances: the ports of blue's and of green's instances, in the order of the example's; with none it keeps its own.
    public init(example: String, gateway: Int = 8781, blue: [Int] = [], green: [Int] = []) throws {
        port = try FreePort.allocate()[0]
        directory = try TemporaryDirectory("nginx")
        let folder = directory.url.path
        var text = example.replacingOccurrences(of: "/run/nginx.pid", with: "\(folder)/pid")
            .replacingOccurrences(of: "/var/cache/nginx/bluegreen", with: "\(folder)/cache")
            .replacingOccurrences(of: "127.0.0.1:8781", with: "127.0.0.1:\(gateway)")
            .replacingOccurrences(of: "listen 80;", with: "listen 127.0.0.1:\(port);")
            .replacingOccurrences(of: "worker_processes auto;", with: "daemon off;\nmaster_process off;")
        for (host, ports) in [("10.0.0.1", blue), ("10.0.0.2", green)] {
            for (index, port) in ports.enumerated() {
                text = text.replacingOccurrences(of: "\(host)\(index + 1):8080", with: "127.0.0.1:\(port)")
            }
        }
        // Temporary files of requests and answers, which Debian's defaults put where only root may write.
        let places = [
            "client_body_temp_path", "proxy_temp_path", "fastcgi_temp_path", "uwsgi_temp_path", "scgi_temp_path",
        ]
        let lines = places.map { "    \($0) \(folder)/\($0);" }.joined(separator: "\n")
        text = text.replacingOccurrences(of: "http {\n", with: "http {\n\(lines)\n")
        try directory.write(text, to: "nginx.conf")
    }

    /// Its file.
    public var configuration: String { directory.url.appendingPathComponent("nginx.conf").path }
    /// What it has logged.
    public var output: String { child.withLockedValue { $0?.output ?? "" } }

    /// Has nginx check the file; what it said when it refuses it.
    public func refusal() async throws -> String? {
        let check = try await run(["-t"], "check")
        await check.waitForExit()
        return check.exitCode == 0 ? nil : check.output
    }

    /// Starts it, and waits until it listens.
    public func start() async throws {
        let started = try await run([], "log")
        child.withLockedValue { $0 = started }
        try await eventually(within: .seconds(20), "nginx listens: \(started.output.suffix(2000))") {
            guard started.isRunning else {
                throw ChildProcess.StartFailure(description: "nginx ended: \(started.output.suffix(2000))")
            }
            return FileManager.default.fileExists(atPath: directory.url.appendingPathComponent("pid").path)
        }
    }

    private func run(_ arguments: [String], _ name: String) async throws -> ChildProcess {
        try await ChildProcess.start(
            Self.executable, ["-p", directory.url.path, "-c", configuration] + arguments,
            log: directory.url.appendingPathComponent("\(name)-\(UUID().uuidString.prefix(4)).txt"))
    }

    /// Ends it and deletes its files.
    public func remove() async {
        await child.withLockedValue { $0 }?.kill()
        directory.remove()
    }
}
