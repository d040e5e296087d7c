import Foundation
import TestSupport
import Testing

@Suite("Under systemd", .serialized, .timeLimit(.minutes(2)))
struct SystemdTests {
    @Test("Every role says when it is ready, how it stands, that it is alive and that it ends")
    func told() async throws {
        let directory = try TemporaryDirectory("systemd")
        defer { directory.remove() }
        var sockets: [String: NotifySocket] = [:]
        var options = Deployment.Options()
        (options.blue, options.green, options.controllers) = (0, 0, 1)
        for role in ["registry", "controller", "agent"] {
            let name =
                role == "agent"
                ? "@bluegreen-\(UUID().uuidString)" : directory.url.appendingPathComponent(role).path
            sockets[role] = try NotifySocket(name)
            options.environments[role] = ["NOTIFY_SOCKET": name, "WATCHDOG_USEC": "2000000"]
        }
        try await withZooKeeper { [sockets, options] server in
            try await withDeployment(on: server.connectString, options) { deployment in
                do {
                    // Its instance is not there, which must not keep the unit from being started.
                    _ = try await deployment.start(
                        "agent",
                        [
                            "agent", "--color", "blue", "--endpoint", "127.0.0.1:1", "--registry",
                            "http://127.0.0.1:\(deployment.registryPort)/eureka",
                        ])
                    for (role, name) in [("registry", "registry"), ("controller", "controller-1"), ("agent", "agent")] {
                        let socket = try #require(sockets[role])
                        try await eventually("\(role) is ready, and alive twice") {
                            socket.received.filter { $0 == "WATCHDOG=1" }.count >= 2
                                && socket.received.contains("READY=1")
                        }
                        #expect(socket.received.contains { $0.hasPrefix("STATUS=") })
                        #expect(!socket.received.contains { $0.hasPrefix("STOPPING=1") })
                        let process = try #require(deployment.process(name))
                        process.terminate()
                        try await eventually("\(role) ends") { !process.isRunning }
                        #expect(socket.received.filter { $0.hasPrefix("STOPPING=1\n") }.count == 1)
                    }
                    let status = sockets["agent"]?.received.first { $0.contains("not well yet") }
                    #expect(status == "STATUS=service-client:127.0.0.1:1 not seen in a registry; not well yet")
                } catch {
                    throw Deployment.Failure("\(error)\n\(deployment.logs)")
                }
            }
        }
    }

    @Test("The example units are accepted by systemd-analyze")
    func units() async throws {
        let units = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Examples/systemd")
        let directory = try TemporaryDirectory("units")
        defer { directory.remove() }
        let names = try FileManager.default.contentsOfDirectory(atPath: units.path)
        #expect(names.count == 4)
        for name in names {
            let text = try String(contentsOf: units.appending(path: name), encoding: .utf8)
            // What is not installed here would be found missing.
            let there = text.replacing("/usr/bin/bluegreen", with: Deployment.executable)
                .replacing("/usr/bin/java", with: "/usr/bin/env")
            let unit = name.replacing("@.service", with: "@green-1.service")
            try directory.write(there, to: unit)
            let path = directory.url.appendingPathComponent(unit).path
            let child = try await ChildProcess.start(
                "/usr/bin/systemd-analyze", ["verify", "--man=no", path],
                log: directory.url.appendingPathComponent("\(unit).log"))
            let ended = try await child.ended(within: .seconds(30))
            #expect(ended.code == 0, "\(unit): \(ended.output)")
            #expect(ended.output.isEmpty, "\(unit): \(ended.output)")
        }
    }
}
