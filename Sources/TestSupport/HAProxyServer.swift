import Foundation
import NIOConcurrencyHelpers

/// A real HAProxy on 127.0.0.1 with the configuration of `Examples/`, its own directory and a free port; Debian's package
/// `haproxy`.
public final class HAProxyServer: Sendable {
    /// Where it takes requests.
    public let port: Int
    /// The directory of its files.
    public let directory: TemporaryDirectory
    private let child = NIOLockedValueBox<ChildProcess?>(nil)

    private static let executable = "/usr/sbin/haproxy"

    /// Writes its configuration; does not start it.
    ///
    /// - Parameter example: the text of `Examples/haproxy.cfg`; places of this machine are put in place of its own.
    public init(example: String, allowing network: String = "127.0.0.0/8") throws {
        port = try FreePort.allocate()[0]
        directory = try TemporaryDirectory("haproxy")
        let text = example.replacingOccurrences(of: "log /dev/log local0", with: "log stdout format raw local0")
            .replacingOccurrences(of: "/run/haproxy/admin.sock", with: socket)
            .replacingOccurrences(of: "bind :80", with: "bind 127.0.0.1:\(port)")
            .replacingOccurrences(of: "src 127.0.0.0/8 10.0.0.0/8", with: "src \(network)")
        try directory.write(text, to: "haproxy.cfg")
        try directory.write("", to: "bluegreen.d/.keep")
    }

    /// Its runtime socket.
    public var socket: String { directory.url.appendingPathComponent("s").path }
    /// Its main file.
    public var configuration: String { directory.url.appendingPathComponent("haproxy.cfg").path }
    /// The file that a gateway is to write.
    public var fragment: String { directory.url.appendingPathComponent("bluegreen.d/50-bluegreen.cfg").path }
    /// What a gateway is to check that file with.
    public var check: String { "\(Self.executable) -c -f \(configuration) -f {}" }
    /// What it has logged.
    public var output: String { child.withLockedValue { $0?.output ?? "" } }
    /// Whether it runs.
    public var isRunning: Bool { child.withLockedValue { $0?.isRunning ?? false } }

    /// Starts it, and waits until its socket is there.
    public func start() async throws {
        let folder = directory.url.appendingPathComponent("bluegreen.d").path
        let started = try await ChildProcess.start(
            Self.executable, ["-W", "-f", configuration, "-f", folder],
            log: directory.url.appendingPathComponent("log-\(UUID().uuidString.prefix(4)).txt"))
        child.withLockedValue { $0 = started }
        try await eventually(within: .seconds(20), "HAProxy listens: \(started.output.suffix(2000))") {
            guard started.isRunning else {
                throw ChildProcess.StartFailure(description: "HAProxy ended: \(started.output.suffix(2000))")
            }
            return FileManager.default.fileExists(atPath: socket)
        }
    }

    /// Has it read its files again, as `systemctl reload haproxy` does.
    public func reload() { child.withLockedValue { $0 }?.signal(SIGUSR2) }

    /// Ends it at once, as a machine that crashed; its files stay.
    public func kill() async {
        await child.withLockedValue { $0 }?.kill()
        try? FileManager.default.removeItem(atPath: socket)
    }

    /// Ends it and deletes its files.
    public func remove() async {
        await child.withLockedValue { $0 }?.kill()
        directory.remove()
    }
}
