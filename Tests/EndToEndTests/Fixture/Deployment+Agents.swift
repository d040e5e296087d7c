import Foundation
import NIOConcurrencyHelpers
import NIOCore
import NIOPosix
import RolloutCore
import TestSupport

extension Deployment {
    /// Starts a real agent with a small web server as its child; both go when the agent is killed.
    func startAgent(_ id: String, _ color: Color) async throws {
        let port = try FreePort.allocate()[0]
        fleet.note(id, color)
        _ = try await start(
            id,
            [
                "agent", "--app", Self.app.rawValue, "--color", color.rawValue, "--id", id, "--endpoint",
                "127.0.0.1:\(port)", "--health", "http://127.0.0.1:\(port)/", "--registry",
                "http://127.0.0.1:\(registryPort)/eureka", "--session-timeout", "4s", "--drain", "0s", "--",
                "/usr/bin/python3", "-m", "http.server", "--bind", "127.0.0.1", "--directory", directory.url.path,
                "\(port)",
            ])
        ports.withLockedValue { $0[id] = port }
    }

    /// Nobody listens on the instance's port any more.
    func awaitChildGone(_ id: String) async throws {
        let port = ports.withLockedValue { $0[id] } ?? 0
        try await eventually(within: .seconds(20), "the process of \(id) is gone") {
            let connecting = ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton).connect(
                host: "127.0.0.1", port: port)
            guard let channel = try? await connecting.get() else { return true }
            try await channel.close()
            return false
        }
    }
}
