import Coordination
import Eureka
import Foundation
import NIOCore
import NIOHTTP1
import Registry
import TestSupport
import Testing
import ZooKeeper

/// Against a real ZooKeeper server.
@Suite("What the registry remembers", .serialized)
struct DurabilityTests {
    let app = "SERVICE-CLIENT"
    let id = "service-client:3f2a9c"
    let instance = "/eureka/apps/SERVICE-CLIENT/service-client:3f2a9c"

    /// A registry over a session of its own, loaded.
    private func withDurable<Result: Sendable>(
        _ server: ZooKeeperServer,
        _ body: (TestRegistry, ZooKeeperClient) async throws -> Result
    ) async throws -> Result {
        let configuration = try server.configuration(sessionTimeout: .seconds(4))
        return try await withClient(configuration) { client in
            try await withRegistry(session: client) { registry async throws in
                try await eventually("the registry is loaded") { registry.server.isLoaded }
                return try await body(registry, client)
            }
        }
    }

    private func info(_ id: String, _ status: EurekaStatus = .up, color: String? = nil) -> InstanceInfo {
        var info = InstanceInfo(app: "SVC", id: id, hostName: "h", ipAddress: "1.1.1.1", port: 80, status: status)
        info.lastDirtyTimestamp = 1
        if let color { info.metadata["color"] = color }
        return info
    }

    @Test("Row 48: a restart serves everything at once, with the same statuses, and the revision goes on")
    func restart() async throws {
        try await withZooKeeper { server in
            let before = try await withDurable(server) { registry, _ async throws in
                #expect(try await registry.post(app, try spring()).status == 204)
                #expect(try await registry.send(.PUT, instance + "/status?value=UP").status == 200)
                #expect(try await registry.send(.PUT, instance + "/metadata?k=v").status == 200)
                for (id, color) in [("b/1", "blue"), ("g 1", "green"), ("g 2", "green")] {
                    try await registry.client.register(info(id, color: color))
                }
                try await registry.client.setStatus(app: "SVC", id: "b/1", to: .up, epoch: nil)
                try await registry.client.cancel(app: "SVC", id: "g 2")
                return (try await registry.client.applications(), try await registry.client.readers()?.revision ?? 0)
            }
            try await withDurable(server) { registry, _ async throws in
                let after = try await registry.client.applications()
                #expect(Self.statuses(after) == Self.statuses(before.0) && after.hashCode == before.0.hashCode)
                #expect(try await registry.shown() == "UP/UP")
                #expect(try await registry.shown("SVC", "g 1") == "OUT_OF_SERVICE/UNKNOWN")
                let info = try await registry.client.instance(app: app, id: id)
                #expect(info?.metadata == ["k": "v", "management.port": "40117"])
                let beat = try await registry.client.heartbeat(
                    app: app, id: id, status: .outOfService, lastDirtyTimestamp: 1_767_225_600_850)
                #expect(beat)
                #expect(try await registry.post(app, try spring("OUT_OF_SERVICE", at: 1_767_225_600_851)).status == 204)
                #expect(try await registry.shown() == "UP/UP")
                guard case .changed(_, _, let revision?) = try await registry.client.application(app) else {
                    Issue.record("no revision")
                    return
                }
                #expect(before.1 > 0 && revision > before.1)
            }
        }
    }

    @Test("A registry that came back with instances says that it may not know their readers yet; an empty one does not")
    func readersAfterRestart() async throws {
        try await withZooKeeper { server in
            try await withDurable(server) { registry, _ async throws in
                let answer = try #require(try await registry.client.readers())
                #expect(try #require(answer.since) <= #require(answer.now))
                try await registry.client.register(info("a", color: "blue"))
            }
            try await withDurable(server) { registry, _ async throws in
                let answer = try #require(try await registry.client.readers())
                #expect(try #require(answer.since) > #require(answer.now) + 25_000)
            }
        }
    }

    @Test("Heartbeats and repeated registrations write nothing")
    func quietStore() async throws {
        try await withZooKeeper { server in
            try await withDurable(server) { registry, client async throws in
                try await registry.client.register(info("a"))
                let path: ZNodePath = "/bluegreen/registry/instances/SVC/a"
                let before = try await client.stat(of: path)?.version
                #expect(before != nil)
                for _ in 0..<20 {
                    #expect(
                        try await registry.client.heartbeat(app: "SVC", id: "a", status: .up, lastDirtyTimestamp: 1))
                    try await registry.client.register(info("a"))
                }
                #expect(try await client.stat(of: path)?.version == before)
                try await registry.client.cancel(app: "SVC", id: "a")
                #expect(try await client.stat(of: path) == nil)
            }
        }
    }

    @Test("A status change under an epoch that is over is refused by ZooKeeper itself")
    func staleEpoch() async throws {
        try await withZooKeeper { server in
            try await withDurable(server) { registry, client async throws in
                try await registry.client.register(info("a", color: "green"))
                await #expect {
                    try await registry.client.setStatus(app: "SVC", id: "a", to: .up, epoch: 0)
                } throws: { ($0 as? EurekaError)?.code == .staleEpoch }
                try await client.createPath("/bluegreen")
                try await client.create("/bluegreen/epoch", Array("one".utf8))
                try await client.set("/bluegreen/epoch", Array("two".utf8))
                // Whose leader is gone, although nobody has taken over.
                await #expect {
                    try await registry.client.setStatus(app: "SVC", id: "a", to: .up, epoch: 1)
                } throws: { ($0 as? EurekaError)?.code == .staleEpoch }
                try await client.create("/leader", [])
                try await registry.client.setStatus(app: "SVC", id: "a", to: .up, epoch: 1)
                #expect(try await registry.shown("SVC", "a") == "UP/UP")
                for epoch in [Int64(0), 2, -1, .max] {
                    await #expect {
                        try await registry.client.setStatus(app: "SVC", id: "a", to: .outOfService, epoch: epoch)
                    } throws: { ($0 as? EurekaError)?.code == .staleEpoch }
                }
                try await client.set("/bluegreen/epoch", Array("three".utf8))
                await #expect {
                    try await registry.client.removeOverride(app: "SVC", id: "a", epoch: 1)
                } throws: { ($0 as? EurekaError)?.code == .staleEpoch }
                #expect(try await registry.shown("SVC", "a") == "UP/UP")
                try await registry.client.setStatus(app: "SVC", id: "a", to: .outOfService, epoch: 2)
                #expect(try await registry.shown("SVC", "a") == "OUT_OF_SERVICE/OUT_OF_SERVICE")
            }
        }
    }

    @Test(
        "Without ZooKeeper reads, heartbeats and registrations go on, nothing expires, statuses are refused; later all is kept"
    )
    func outage() async throws {
        try await withZooKeeper { server in
            try await withDurable(server) { registry, _ async throws in
                try await registry.client.register(info("a"))
                var brief = info("brief")
                brief.lease.durationSeconds = 2
                try await registry.client.register(brief)
                await server.kill()
                try await eventually("status changes are refused") {
                    try await registry.send(.PUT, "/eureka/apps/SVC/a/status?value=DOWN").status == 503
                }
                #expect(try await registry.shown("SVC", "a") == "UP/UNKNOWN")
                #expect(try await registry.client.heartbeat(app: "SVC", id: "a", status: .up, lastDirtyTimestamp: 1))
                let start = ContinuousClock.now
                try await registry.client.register(info("late", .down))
                #expect(ContinuousClock.now - start < .seconds(2))
                // Past the lease of "brief": it is still there, because ZooKeeper is away.
                while ContinuousClock.now - start < .seconds(3) {
                    #expect(try await registry.client.applications().hashCode == "DOWN_1_UP_2_")
                }
                try await server.start()
                try await eventually("a status change is done") {
                    try await registry.send(.PUT, "/eureka/apps/SVC/a/status?value=OUT_OF_SERVICE").status == 200
                }
                try await eventually("the brief lease expires") { try await registry.shown("SVC", "brief") == "none" }
            }
            try await withDurable(server) { registry, _ async throws in
                #expect(try await registry.shown("SVC", "late") == "DOWN/UNKNOWN")
                #expect(try await registry.shown("SVC", "a") == "OUT_OF_SERVICE/OUT_OF_SERVICE")
                #expect(try await registry.shown("SVC", "brief") == "none")
            }
        }
    }

    @Test("Row 70: until everything is loaded the answer is 503 with nothing in it")
    func loading() async throws {
        try await withZooKeeper { server in
            await server.kill()
            let configuration = try server.configuration(sessionTimeout: .seconds(4), operationTimeout: .seconds(2))
            try await withClient(configuration) { client in
                try await withRegistry(session: client) { registry async throws in
                    for path in ["/eureka/apps", "/eureka/apps/delta", "/eureka/v2/apps/A/b", "/registry/readers"] {
                        let answer = try await registry.send(.GET, path, TestRegistry.json)
                        #expect(answer.status == 503 && answer.body.isEmpty)
                    }
                    #expect(try await registry.send(.PUT, instance).status == 503)
                    try await server.start()
                    try await eventually("loaded") {
                        try await registry.send(.GET, "/eureka/apps", TestRegistry.json).status == 200
                    }
                }
            }
        }
    }

    @Test("A thousand instances registered at once are all kept and all there after a restart")
    func manyInstances() async throws {
        try await withZooKeeper { server in
            try await withDurable(server) { registry, _ async throws in
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for lane in 0..<16 {
                        group.addTask {
                            for number in stride(from: lane, to: 1000, by: 16) {
                                try await registry.client.register(info("i\(number)"))
                            }
                        }
                    }
                    try await group.waitForAll()
                }
                #expect(try await registry.client.applications().hashCode == "UP_1000_")
            }
            let start = ContinuousClock.now
            try await withDurable(server) { registry, _ async throws in
                #expect(ContinuousClock.now - start < .seconds(10))
                #expect(try await registry.client.applications().hashCode == "UP_1000_")
            }
        }
    }

    @Test("An instance kept by a later version is not touched, holds up nothing, and is not left out of the whole")
    func laterVersion() async throws {
        try await withZooKeeper { server in
            let path: ZNodePath = "/bluegreen/registry/instances/SVC/a"
            try await withDurable(server) { registry, client async throws in
                try await registry.client.register(info("a"))
                let later = Array(#"{"version":2}"#.utf8)
                try await client.set(path, later)
                #expect(try await registry.send(.PUT, "/eureka/apps/SVC/a/status?value=DOWN").status == 503)
                let start = ContinuousClock.now
                var moved = info("a", .down)
                moved.lastDirtyTimestamp = 2
                try await registry.client.register(moved)
                #expect(ContinuousClock.now - start < .seconds(3))
                #expect(try await registry.shown("SVC", "a") == "DOWN/UNKNOWN")
                try await registry.client.register(info("b"))
                #expect(try await client.stat(of: "/bluegreen/registry/instances/SVC/b") != nil)
                #expect(try await client.get(path)?.data == later)
            }
            try await withClient(try server.configuration(sessionTimeout: .seconds(4))) { client in
                try await withRegistry(session: client) { registry async throws in
                    try await eventually("the session stands") {
                        if case .connected = client.currentState { true } else { false }
                    }
                    #expect(try await registry.send(.GET, "/eureka/apps", TestRegistry.json).status == 503)
                    try await client.set(path, nil)
                    try await eventually("without the later version it loads") { registry.server.isLoaded }
                    #expect(try await registry.shown("SVC", "b") == "UP/UNKNOWN")
                    #expect(try await registry.shown("SVC", "a") == "none")
                }
            }
        }
    }

    @Test("What ZooKeeper does not take of one app holds up no other")
    func refusedWrite() async throws {
        try await withZooKeeper { server in
            try await withDurable(server) { registry, client async throws in
                let readable = AccessControlList(entries: [.init(scheme: "world", id: "anyone", permissions: .read)])
                try await client.create(
                    "/bluegreen/registry/instances/LOCKED", nil, mode: .persistent, acl: readable)
                var locked = info("a")
                locked.app = "LOCKED"
                let start = ContinuousClock.now
                try await registry.client.register(locked)
                #expect(ContinuousClock.now - start < .seconds(3))
                #expect(try await registry.send(.PUT, "/eureka/apps/LOCKED/a/status?value=DOWN").status == 503)
                let app: ZNodePath = "/bluegreen/registry/instances/SVC"
                for number in 0..<20 {
                    try await registry.client.register(info("b\(number)"))
                    #expect(try await client.stat(of: app.appending("b\(number)")) != nil)
                }
                #expect(try await registry.shown("LOCKED", "a") == "UP/UNKNOWN")
            }
        }
    }

    @Test("An order is not acknowledged from memory that is behind the store")
    func orderBehind() async throws {
        try await withZooKeeper { server in
            try await withDurable(server) { registry, client async throws in
                try await registry.client.register(info("a", color: "blue"))
                try await registry.client.setStatus(app: "SVC", id: "a", to: .up, epoch: nil)
                let path: ZNodePath = "/bluegreen/registry/instances/SVC/a"
                let up = try #require(try await client.get(path)?.text)
                // As another replica would, whose entry of the feed is not here yet.
                let down = up.replacingOccurrences(of: #""override":"UP""#, with: #""override":"DOWN""#)
                #expect(up != down)
                try await client.set(path, Array(down.utf8))
                try await registry.client.setStatus(app: "SVC", id: "a", to: .up, epoch: nil)
                #expect(try await client.get(path)?.text?.contains(#""override":"UP""#) == true)
            }
        }
    }

    private static func statuses(_ listing: Applications) -> [String] {
        listing.applications.flatMap(\.instances).map {
            "\($0.app) \($0.instanceID ?? "") \($0.status) \($0.overriddenStatus)"
        }
    }
}
