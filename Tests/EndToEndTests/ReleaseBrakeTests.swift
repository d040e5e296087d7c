import AsyncHTTPClient
import Eureka
import Foundation
import Logging
import NIOCore
import NIOHTTP1
import TestSupport
import Testing
import ZooKeeper

@Suite("bluegreen release-brake", .serialized)
struct ReleaseBrakeTests {
    private struct State: Decodable {
        let held: Int
        let instances: Int
        let replicas: [Replica]

        struct Replica: Decodable {
            let address: String
        }
    }

    private func client(_ port: Int) throws -> EurekaClient {
        try EurekaClient(
            baseURL: "http://ops:planted-7c1d@127.0.0.1:\(port)/eureka", httpClient: .shared, timeout: .seconds(4),
            role: .cli, logger: Logger(label: "test"))
    }

    private func state(_ port: Int) async throws -> State {
        var request = HTTPClientRequest(url: "http://127.0.0.1:\(port)/registry/state")
        request.headers.add(name: "Authorization", value: BasicCredential("ops:planted-7c1d")?.header ?? "")
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(4))
        let body = try await response.body.collect(upTo: 1 << 20)
        return try JSONDecoder().decode(State.self, from: Data(body.readableBytesView))
    }

    private func run(
        _ arguments: [String], on zooKeeper: String, registry: String, in directory: TemporaryDirectory
    ) async throws -> Ended {
        var environment = ProcessInfo.processInfo.environment
        environment["BLUEGREEN_REGISTRY"] = registry
        environment["USER"] = "maria"
        environment["SUDO_USER"] = ""
        return try await ChildProcess.start(
            Deployment.executable, ["release-brake", "--zookeeper", zooKeeper] + arguments, environment: environment,
            log: directory.url.appendingPathComponent("\(UUID().uuidString).log")
        ).ended()
    }

    @Test("Every replica that ZooKeeper knows is asked, whichever is named; the right is needed, and a reason")
    func release() async throws {
        try await withZooKeeper { server in
            let directory = try TemporaryDirectory("brake")
            defer { directory.remove() }
            let ports = try FreePort.allocate(2)
            var environment = ProcessInfo.processInfo.environment
            environment["BLUEGREEN_LISTEN_AUTH"] = "ops:planted-7c1d"
            var processes: [ChildProcess] = []
            defer { for process in processes { process.signal(SIGKILL) } }
            for port in ports {
                processes.append(
                    try await ChildProcess.start(
                        Deployment.executable,
                        [
                            "registry", "--listen", "127.0.0.1:\(port)", "--zookeeper", server.connectString,
                            "--session-timeout", "4s",
                        ],
                        environment: environment, log: directory.url.appendingPathComponent("registry-\(port).log")))
            }
            for port in ports {
                try await eventually(within: .seconds(30), "they know one another") {
                    try await self.state(port).replicas.count == 1
                }
                for number in 0..<3 {
                    let id = "\(port)-\(number)"
                    var info = InstanceInfo(app: "SVC", id: id, hostName: "h", ipAddress: "1.1.1.1", port: 80)
                    info.lease.durationSeconds = 2
                    try await client(port).register(info)
                    // The first heartbeat says at which of them the instance is at home.
                    _ = try await client(port).heartbeat(app: "SVC", id: id, status: .up, lastDirtyTimestamp: 0)
                }
            }
            try await eventually("each holds what it heard") {
                let states = (try await self.state(ports[0]), try await self.state(ports[1]))
                return states.0.held > 0 && states.1.held > 0
                    && states.0.held + states.1.held == states.0.instances
            }
            let connect = server.connectString
            let open = "http://127.0.0.1:\(ports[0])/eureka"
            let named = "http://ops:planted-7c1d@127.0.0.1:\(ports[0])/eureka"
            let mute = try await run([], on: connect, registry: named, in: directory)
            #expect(mute.code == 64)
            let stranger = try await run(["-m", "x"], on: connect, registry: open, in: directory)
            #expect(stranger.code == 77 && stranger.output.contains("2 of 2 registries did not take the order"))
            for port in ports { #expect(try await state(port).held > 0) }
            let ended = try await run(["-m", "rack 3 is off"], on: connect, registry: named, in: directory)
            #expect(ended.code == 0 && !ended.output.contains("planted"), "\(ended.output)")
            for port in ports {
                #expect(ended.output.contains("127.0.0.1:\(port)/eureka"))
                try await eventually("all are gone") {
                    let left = try await self.client(port).applications().applications
                    let held = try await self.state(port).held
                    return left.isEmpty && held == 0
                }
            }
            for process in processes {
                #expect(process.output.contains("by=maria") && process.output.contains("rack 3 is off"))
                #expect(process.output.contains("principal=ops") && !process.output.contains("planted"))
            }
            await processes[1].kill()
            try await eventually(within: .seconds(30), "its replica is gone") {
                try await self.state(ports[0]).replicas.isEmpty
            }
            let again = try await run(["-m", "x", "-o", "json"], on: connect, registry: named, in: directory)
            #expect(again.code == 0 && again.output.contains(#""released" : 0"#), "\(again.output)")
        }
    }
}
