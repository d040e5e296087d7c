import Foundation

/// A real Prometheus on a free port of this machine, gone with the test.
public final class PrometheusServer: Sendable {
    /// Where it answers.
    public let port: Int
    /// The server itself.
    public let process: ChildProcess
    private let directory: TemporaryDirectory

    /// Where Debian puts it.
    private static let executable = "/usr/bin/prometheus"

    /// Starts it; whoever asks waits for `/-/ready`.
    ///
    /// - Parameter targets: `host:port` of what it scrapes each second.
    public init(targets: [String] = []) async throws {
        directory = try TemporaryDirectory("prometheus")
        port = try FreePort.allocate()[0]
        let list = targets.map { "\"\($0)\"" }.joined(separator: ", ")
        let configuration = """
            global: {scrape_interval: 1s, scrape_timeout: 1s}
            scrape_configs: [{job_name: fleet, static_configs: [{targets: [\(list)]}]}]
            """
        try directory.write(configuration, to: "prometheus.yml")
        process = try await ChildProcess.start(
            Self.executable,
            [
                "--config.file=\(directory.url.appendingPathComponent("prometheus.yml").path)",
                "--storage.tsdb.path=\(directory.url.appendingPathComponent("data").path)",
                "--web.listen-address=127.0.0.1:\(port)", "--log.level=warn",
            ], log: directory.url.appendingPathComponent("log"))
    }

    /// Without a trailing slash.
    public var address: String { "http://127.0.0.1:\(port)" }

    /// Ends it, and leaves nothing behind.
    public func end() async {
        await process.kill()
        directory.remove()
    }
}
