import Eureka
import Foundation
import NIOHTTP1
import Registry
import TestSupport
import Testing

/// Against a small server that has Netflix's ways towards its peers: `Tests/GenuinePeer`.
@Suite("In step with a genuine server", .serialized)
struct GenuinePeerTests {
    /// Ours at the first port, the other one at the second; they are peers of one another.
    private func withGenuine(
        drop: Int = 0, _ body: (TestRegistry, GenuinePeer) async throws -> Void
    ) async throws {
        let ports = try FreePort.allocate(2)
        let directory = try TemporaryDirectory("genuine-peer")
        defer { directory.remove() }
        try await withPeerNetwork { network in
            try await network.withRegistry(at: ports[0], peers: [ports[1]]) { ours async throws in
                let client = try network.client(ports[1])
                let process = try await GenuinePeer.start(
                    at: ports[1], client: client, in: directory,
                    "--peer", "http://127.0.0.1:\(ports[0])/eureka", "--drop", "\(drop)")
                do {
                    try await body(ours, GenuinePeer(client: client, port: ports[1]))
                } catch {
                    await process.kill()
                    throw error
                }
                await process.kill()
            }
        }
    }

    @Test("What is said to ours is true of the genuine one, also when it loses what it was sent")
    func fromOurs() async throws {
        try await withGenuine(drop: 2) { ours, genuine in
            try await ours.client.register(service("a"))
            try await ours.client.register(service("g", color: "green"))
            try await genuine.shows("a", "UP/UNKNOWN")
            try await genuine.shows("g", "OUT_OF_SERVICE/UNKNOWN")
            try await ours.client.setStatus(app: "SVC", id: "g", to: .up, epoch: 1)
            try await ours.client.setStatus(app: "SVC", id: "a", to: .outOfService, epoch: 1)
            try await genuine.shows("g", "UP/UP")
            try await genuine.shows("a", "OUT_OF_SERVICE/OUT_OF_SERVICE")
            try await ours.client.register(service("g", .down, color: "green", dirty: 2))
            try await genuine.shows("g", "DOWN/UP")
            try await ours.client.register(service("g", .up, color: "green", dirty: 3))
            try await genuine.shows("g", "UP/UP")
            try await ours.client.removeOverride(app: "SVC", id: "a", epoch: 1)
            try await genuine.shows("a", "UP/UNKNOWN")
            try await ours.client.cancel(app: "SVC", id: "a")
            try await genuine.shows("a", "none")
            #expect(try await ours.shown("SVC", "g") == "UP/UP")
        }
    }

    @Test("What is said to the genuine one is true of ours, managed instances included")
    func fromGenuine() async throws {
        try await withGenuine { ours, genuine in
            try await genuine.client.register(service("a"))
            try await genuine.client.register(service("g", .outOfService, color: "green"))
            try await ours.shows("a", "UP/UNKNOWN")
            try await ours.shows("g", "OUT_OF_SERVICE/UNKNOWN")
            try await genuine.client.setStatus(app: "SVC", id: "g", to: .up, epoch: nil)
            try await ours.shows("g", "UP/UP")
            try await genuine.client.setStatus(app: "SVC", id: "a", to: .outOfService, epoch: nil)
            try await ours.shows("a", "OUT_OF_SERVICE/OUT_OF_SERVICE")
            #expect(try await ours.http(.DELETE, genuine, "/eureka/apps/SVC/a/status?value=UP") == 200)
            try await ours.shows("a", "UP/UNKNOWN")
            try await genuine.client.cancel(app: "SVC", id: "a")
            try await ours.shows("a", "none")
        }
    }

    @Test("A heartbeat of an instance that ours does not know brings the instance, with its order")
    func unknownHere() async throws {
        try await withGenuine { ours, genuine in
            let header = ["x-netflix-discovery-replication": "true"]
            try await genuine.client.register(service("g", .outOfService, color: "green"))
            try await genuine.client.setStatus(app: "SVC", id: "g", to: .up, epoch: nil)
            try await ours.shows("g", "UP/UP")
            #expect(try await ours.send(.DELETE, "/eureka/apps/SVC/g", header).status == 200)
            #expect(try await ours.shown("SVC", "g") == "none")
            #expect(try await genuine.client.heartbeat(app: "SVC", id: "g", status: .up, lastDirtyTimestamp: 1))
            try await ours.shows("g", "UP/UP")
        }
    }

    @Test("A genuine server that was restarted gets its orders back from ours")
    func restartThere() async throws {
        try await withGenuine { ours, genuine in
            try await genuine.client.register(service("a", .outOfService))
            try await genuine.client.setStatus(app: "SVC", id: "a", to: .up, epoch: nil)
            try await ours.shows("a", "UP/UP")
            #expect(try await ours.http(.POST, genuine, "/forget") == 200)
            #expect(try await genuine.shown("a") == "none")
            // As its client does, on the answer to its next heartbeat.
            try await genuine.client.register(service("a", .outOfService, dirty: 2))
            #expect(try await genuine.shown("a") == "OUT_OF_SERVICE/UNKNOWN")
            try await genuine.shows("a", "UP/UP")
            try await eventually("and ours has the later registration") {
                try await ours.client.instance(app: "SVC", id: "a")?.lastDirtyTimestamp == 2
            }
            #expect(try await ours.shown("SVC", "a") == "UP/UP")
        }
    }

    @Test("A copy of a genuine server serves what serves there, also what is UP there by its own word")
    func copied() async throws {
        let ports = try FreePort.allocate(2)
        let directory = try TemporaryDirectory("genuine-peer")
        defer { directory.remove() }
        try await withPeerNetwork { network in
            let process = try await GenuinePeer.start(at: ports[1], client: network.client(ports[1]), in: directory)
            let genuine = try network.client(ports[1])
            try await genuine.register(service("b", color: "blue"))
            try await genuine.register(service("g", .outOfService, color: "green"))
            try await genuine.setStatus(app: "SVC", id: "b", to: .up, epoch: nil)
            try await genuine.register(service("down", .down, color: "blue"))
            try await network.withRegistry(at: ports[0], peers: [], predecessors: [ports[1]]) { ours async throws in
                #expect(try await ours.shown("SVC", "b") == "UP/UP")
                #expect(try await ours.shown("SVC", "g") == "OUT_OF_SERVICE/UNKNOWN")
                #expect(try await ours.shown("SVC", "down") == "DOWN/UNKNOWN")
            }
            await process.kill()
        }
    }

    @Test("Newer data at the genuine one are taken from its answer, and the order here is kept")
    func newerThere() async throws {
        try await withGenuine { ours, genuine in
            try await ours.client.register(service("a"))
            try await ours.client.setStatus(app: "SVC", id: "a", to: .outOfService, epoch: nil)
            try await genuine.shows("a", "OUT_OF_SERVICE/OUT_OF_SERVICE")
            var newer = service("a", dirty: 9)
            newer.hostName = "elsewhere"
            let body = EurekaCodec.encode(newer, format: .json)
            #expect(try await ours.http(.POST, genuine, "/eureka/apps/SVC", body: body) == 204)
            try await eventually("ours takes it") {
                _ = try await ours.client.heartbeat(app: "SVC", id: "a", status: .up, lastDirtyTimestamp: 1)
                return try await ours.client.instance(app: "SVC", id: "a")?.hostName == "elsewhere"
            }
            #expect(try await ours.shown("SVC", "a") == "OUT_OF_SERVICE/OUT_OF_SERVICE")
            #expect(try await genuine.shown("a") == "OUT_OF_SERVICE/OUT_OF_SERVICE")
        }
    }
}

/// The other server, as its clients see it.
private struct GenuinePeer: Sendable {
    let client: EurekaClient
    let port: Int

    static func start(
        at port: Int, client: EurekaClient, in directory: TemporaryDirectory, _ options: String...
    ) async throws -> ChildProcess {
        let script = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "GenuinePeer/genuine_peer.py").path
        let process = try await ChildProcess.start(
            "/usr/bin/python3", [script, "\(port)"] + options, log: directory.url.appending(path: "peer.log"))
        do {
            try await eventually("the genuine server answers") {
                _ = try await client.applications()
                return true
            }
        } catch {
            await process.kill()
            throw error
        }
        return process
    }

    func shown(_ id: String) async throws -> String {
        guard let instance = try await client.instance(app: "SVC", id: id) else { return "none" }
        return "\(instance.status.rawValue)/\(instance.overriddenStatus.rawValue)"
    }

    func shows(_ id: String, _ expected: String) async throws {
        try await eventually("\(id) is \(expected)") { try await shown(id) == expected }
    }
}

extension TestRegistry {
    /// Status of a raw call to the other server, as replication.
    fileprivate func http(
        _ method: HTTPMethod, _ peer: GenuinePeer, _ path: String, body: [UInt8]? = nil
    ) async throws -> Int {
        let other = TestRegistry(server: server, port: peer.port, http: http, client: client)
        var headers = ["Content-Type": "application/json"]
        if body != nil { headers["x-netflix-discovery-replication"] = "true" }
        return try await other.send(method, path, headers, body: body).status
    }
}
