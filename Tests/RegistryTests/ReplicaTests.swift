import Coordination
import Eureka
import Foundation
import InMemoryLogging
import Logging
import Metrics
import NIOHTTP1
import TestSupport
import Testing
import ZooKeeper

@testable import Registry

/// Two registries in this process on one real ZooKeeper server, each over a session of its own.
@Suite("Two replicas of a registry", .serialized)
struct ReplicaTests {
    private func withTwo(
        _ body: (_ one: TestRegistry, _ two: TestRegistry, _ zooKeeper: ZooKeeperServer) async throws -> Void
    ) async throws {
        try await withZooKeeper { server in
            let configuration = try server.configuration(sessionTimeout: .seconds(4))
            try await withClient(configuration) { first in
                try await withRegistry(session: first) { one async throws in
                    try await withClient(configuration) { second in
                        try await withRegistry(session: second) { two async throws in
                            for registry in [one, two] {
                                try await eventually("they know one another") {
                                    try await registry.state()?.replicas.count == 1
                                }
                            }
                            try await body(one, two, server)
                        }
                    }
                }
            }
        }
    }

    private func info(
        _ id: String, _ status: EurekaStatus = .up, color: String? = nil, lease: Int = 90, at dirty: Int64 = 1
    ) -> InstanceInfo {
        var info = InstanceInfo(app: "SVC", id: id, hostName: "h", ipAddress: "1.1.1.1", port: 80, status: status)
        info.lastDirtyTimestamp = dirty
        info.lease.durationSeconds = lease
        if let color { info.metadata["color"] = color }
        return info
    }

    @Test("What is registered, ordered, put and cancelled on one is so on the other, with the same revision and hash")
    func sharing() async throws {
        try await withTwo { one, two, _ async throws in
            try await one.client.register(info("a", color: "green"))
            try await eventually("it is on the other") { try await two.shown("SVC", "a") == "OUT_OF_SERVICE/UNKNOWN" }
            try await two.client.setStatus(app: "SVC", id: "a", to: .up, epoch: nil)
            try await eventually("the order is on the first") { try await one.shown("SVC", "a") == "UP/UP" }
            #expect(try await one.send(.PUT, "/eureka/apps/SVC/a/metadata?k=v").status == 200)
            try await eventually("metadata too") {
                try await two.client.instance(app: "SVC", id: "a")?.metadata["k"] == "v"
            }
            try await two.client.register(info("b"))
            try await one.client.register(info("c"))
            try await eventually("both have all") {
                let states = (try await one.state(), try await two.state())
                return states.0?.hash == "UP_3_" && states.0?.hash == states.1?.hash
                    && states.0?.revision == states.1?.revision
            }
            try await two.client.cancel(app: "SVC", id: "c")
            try await eventually("it is gone") { try await one.shown("SVC", "c") == "none" }
        }
    }

    @Test("An instance whose heartbeats only one replica hears is taken out by neither")
    func exchange() async throws {
        try await withTwo { one, two, _ async throws in
            try await one.client.register(info("a", lease: 2))
            try await eventually("it is on the other") { try await two.shown("SVC", "a") == "UP/UNKNOWN" }
            let start = ContinuousClock.now
            // Three leases long, the client speaks to the other replica.
            while ContinuousClock.now - start < .seconds(6) {
                #expect(try await two.client.heartbeat(app: "SVC", id: "a", status: .up, lastDirtyTimestamp: 1))
                #expect(try await one.shown("SVC", "a") == "UP/UNKNOWN")
                try await Task.sleep(for: .milliseconds(500))
            }
            try await eventually("silent, it goes on both") {
                let shown = (try await one.shown("SVC", "a"), try await two.shown("SVC", "a"))
                return shown == ("none", "none")
            }
        }
    }

    @Test("An instance that tells both replicas at once and falls silent is taken out in time")
    func atOnce() async throws {
        try await withTwo { one, two, _ async throws in
            try await one.client.register(info("a", lease: 3))
            try await eventually("it is on the other") { try await two.shown("SVC", "a") == "UP/UNKNOWN" }
            for _ in 0..<5 {
                async let first = one.client.heartbeat(app: "SVC", id: "a", status: .up, lastDirtyTimestamp: 1)
                async let second = two.client.heartbeat(app: "SVC", id: "a", status: .up, lastDirtyTimestamp: 1)
                let answers = (try await first, try await second)
                #expect(answers == (true, true))
                try await Task.sleep(for: .milliseconds(1200))
            }
            let silent = ContinuousClock.now
            try await eventually("silent, it goes on both") {
                let shown = (try await one.shown("SVC", "a"), try await two.shown("SVC", "a"))
                return shown == ("none", "none")
            }
            #expect(ContinuousClock.now - silent < .seconds(3))
        }
    }

    @Test("Orders and registrations for one instance on both at once all count, and both end alike")
    func contention() async throws {
        try await withTwo { one, two, _ async throws in
            try await one.client.register(info("a", color: "blue"))
            try await eventually("it is on the other") { try await two.shown("SVC", "a") != "none" }
            for round in Int64(2)..<40 {
                async let claim: Void = one.client.register(info("a", color: "blue", at: round))
                async let order: Void = two.client.setStatus(
                    app: "SVC", id: "a", to: round.isMultiple(of: 2) ? .up : .outOfService, epoch: nil)
                _ = try await (claim, order)
            }
            for registry in [one, two] {
                try await eventually("both end with the last of each") {
                    let instance = try await registry.client.instance(app: "SVC", id: "a")
                    return instance?.lastDirtyTimestamp == 39 && instance?.status == .outOfService
                        && instance?.overriddenStatus == .outOfService
                }
            }
        }
    }

    @Test("What was registered on both while ZooKeeper was away is on both when it is back")
    func outage() async throws {
        try await withTwo { one, two, server async throws in
            try await one.client.register(info("a"))
            await server.kill()
            for registry in [one, two] {
                try await eventually("it knows") { try await registry.state()?.isStoreAway == true }
            }
            try await one.client.register(info("one"))
            try await two.client.register(info("two"))
            try await two.client.register(info("a", .down, at: 2))
            try await server.start()
            for registry in [one, two] {
                try await eventually("all of it is there") {
                    let shown = try await registry.shown("SVC", "a")
                    return try await registry.state()?.hash == "DOWN_1_UP_2_" && shown == "DOWN/UNKNOWN"
                }
            }
        }
    }

    @Test("Each replica holds what it heard of itself: released on one, the other one's stay; then they go on both")
    func brake() async throws {
        try await withTwo { one, two, _ async throws in
            for number in 0..<3 {
                try await one.client.register(info("one-\(number)", lease: 2))
                try await two.client.register(info("two-\(number)", lease: 2))
                // The first heartbeat says at which of them the instance is at home.
                _ = try await one.client.heartbeat(app: "SVC", id: "one-\(number)", status: .up, lastDirtyTimestamp: 1)
                _ = try await two.client.heartbeat(app: "SVC", id: "two-\(number)", status: .up, lastDirtyTimestamp: 1)
            }
            // Each believes its first loss.
            try await eventually("each holds its own") {
                let held = (try await one.state()?.held ?? 0, try await two.state()?.held ?? 0)
                let left = try await one.state()?.instances
                return held.0 > 0 && held.1 > 0 && held.0 + held.1 == left
            }
            let others = try await two.state()?.held
            #expect(try await one.client.releaseBrake(BrakeRelease(by: "maria", why: "rack 3 is off")) > 0)
            for registry in [one, two] {
                try await eventually("the other one's are left") { try await registry.state()?.instances == others }
                #expect(try await registry.shown("SVC", "two-2") == "UP/UNKNOWN")
            }
            #expect(try await two.client.releaseBrake(BrakeRelease(by: "maria", why: "rack 3 is off")) == others)
            for registry in [one, two] {
                try await eventually("all are gone") { try await registry.state()?.hash == "" }
            }
        }
    }

    @Test("A replica that fell behind the feed reads everything anew")
    func reload() async throws {
        try await withTwo { one, two, server async throws in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for registry in [one, two] {
                    group.addTask {
                        for number in 0..<150 {
                            try await registry.client.register(info("\(registry.port)-\(number)"))
                        }
                    }
                }
                try await group.waitForAll()
            }
            for registry in [one, two] {
                try await eventually("all are there") { try await registry.state()?.hash == "UP_300_" }
            }
            // Long after the first entries of the feed are gone.
            try await withThirdReplica(on: server) { three async throws in
                #expect(try await three.state()?.hash == "UP_300_")
            }
        }
    }

    private func withThirdReplica(
        on server: ZooKeeperServer, _ body: (TestRegistry) async throws -> Void
    ) async throws {
        try await withClient(try server.configuration(sessionTimeout: .seconds(4))) { client in
            try await withRegistry(session: client) { three async throws in
                try await eventually("it is loaded") { three.server.isLoaded }
                try await body(three)
            }
        }
    }

    @Test("A member is kept for an instance that nobody keeps one for, and an ephemeral of its own is left alone")
    func members() async throws {
        try await withTwo { one, two, server async throws in
            try await withClient(try server.configuration(sessionTimeout: .seconds(4))) { client in
                try await client.createPath("/green")
                try await client.create("/green/own", Array("h:80".utf8), mode: .ephemeral)
                var agent = info("with-agent", color: "green")
                agent.metadata["agent"] = "bluegreen"
                for instance in [info("a", color: "green"), info("own", color: "green"), agent, info("plain")] {
                    var instance = instance
                    instance.app = "service-client"
                    try await one.client.register(instance)
                }
                try await eventually("the member is there") {
                    try await client.get("/green/a")?.text?.contains(#""owner":"registry""#) == true
                }
                #expect(try await client.children(of: "/green")?.names.sorted() == ["a", "own"])
                #expect(try await client.stat(of: "/green/own")?.ephemeralOwner != nil)
                var moved = info("a", color: "blue", at: 2)
                moved.app = "service-client"
                try await two.client.register(moved)
                try await eventually("it is of the other color") {
                    let names = (
                        try await client.children(of: "/blue")?.names, try await client.children(of: "/green")?.names
                    )
                    return names == (["a"], ["own"])
                }
                try await two.client.cancel(app: "service-client", id: "a")
                try await eventually("it is gone") { try await client.children(of: "/blue")?.names == [] }
            }
        }
    }

    @Test("A member of an instance that is young here stays, and none is made for it before it is not young any more")
    func youngMembers() async throws {
        try await withZooKeeper { server in
            try await withClient(try server.configuration()) { client in
                let store = MemberStore(session: client, rootApp: "SVC")
                func member(_ id: String, isYoung: Bool) -> MemberStore.Member {
                    MemberStore.Member(id: id, color: "green", endpoint: "h:80", leaseSeconds: 90, isYoung: isYoung)
                }
                _ = try await store.reconcile(app: "SVC", [member("a", isYoung: false), member("b", isYoung: false)])
                let changes = try await store.reconcile(
                    app: "SVC", [member("a", isYoung: true), member("c", isYoung: true)])
                #expect(changes == 1)
                #expect(try await client.children(of: "/green")?.names == ["a"])
                _ = try await store.reconcile(app: "SVC", [member("a", isYoung: false), member("c", isYoung: false)])
                #expect(try await client.children(of: "/green")?.names.sorted() == ["a", "c"])
            }
        }
    }

    @Test(
        "Two replicas that believe in one address do not fight for it, and the second stands there when the first is gone"
    )
    func sameAddress() async throws {
        let configuration = RegistryServer.Configuration.free.with(\.advertisedAddress, "there:1")
        try await withZooKeeper { server in
            let session = try server.configuration(sessionTimeout: .seconds(4))
            func znode(_ client: ZooKeeperClient) async throws -> ZNode? {
                try await client.get(ZNodeLayout.replica("there:1"))
            }
            try await withClient(session) { observer in
                try await withClient(session) { second in
                    try await withClient(session) { first in
                        try await withRegistry(session: first, configuration: configuration) { _ async throws in
                            try await eventually("the first stands there") { try await znode(observer) != nil }
                            let standing = try await znode(observer)
                            try await withRegistry(session: second, configuration: configuration) { two async throws in
                                try await eventually("the second knows") { try await two.state()?.replicas.count == 1 }
                                for _ in 0..<20 {
                                    _ = try await second.sync("/")
                                    #expect(try await znode(second)?.stat.czxid == standing?.stat.czxid)
                                }
                            }
                        }
                    }
                    try await withRegistry(session: second, configuration: configuration) { _ async throws in
                        try await eventually("it stands there itself") { try await znode(observer) != nil }
                    }
                }
            }
        }
    }

    @Test("How long an instance has been known counts by this replica's own clock")
    func arrivals() {
        var arrivals = Arrivals(grace: 2000)
        let key = InstanceKey(app: "SVC", id: "a")
        arrivals.see([key], now: 10_000)
        #expect(arrivals.isYoung(key))
        arrivals.see([key], now: 12_000)
        #expect(!arrivals.isYoung(key))
        arrivals.see([], now: 13_000)
        arrivals.see([key], now: 14_000)
        #expect(arrivals.isYoung(key))
    }

    @Test("A replica that does not take this one's word is named once, and once more when it does")
    func refusedWord() async throws {
        let handler = InMemoryLogHandler()
        var logger = Logger(label: "test", factory: { _ in handler })
        logger.logLevel = .info
        func lines() -> [String] {
            handler.entries.filter { "\($0.message)".contains("told of heartbeats") }.map {
                "\($0.message) \($0.metadata["error"].map { "\($0)" } ?? "")"
            }
        }
        try await withRegistry(configuration: .free.with(\.access, AccessFixture.control)) { guarded async throws in
            try await withRegistry(configuration: .free) { open async throws in
                let book = RegistryBook(
                    store: nil, configuration: .free, metrics: RegistryMetrics(factory: NOOPMetricsHandler.instance),
                    logger: logger)
                let exchange = RenewalExchange(book: book, httpClient: open.http, authorization: nil)
                book.see([ReplicaInfo(id: "1", address: "127.0.0.1:\(guarded.port)")], from: "me:1")
                for _ in 0..<3 { await exchange.tellAll() }
                #expect(lines().count == 1 && lines()[0].contains("registry.replicaAuth"))
                book.see([ReplicaInfo(id: "1", address: "127.0.0.1:\(open.port)")], from: "me:1")
                for _ in 0..<3 { await exchange.tellAll() }
                #expect(lines().count == 2)
            }
        }
    }

    @Test("A long poll answers as soon as there is something newer, on any replica")
    func watching() async throws {
        try await withTwo { one, two, _ async throws in
            let revision = try await one.state()?.revision ?? 0
            async let answer = two.send(.GET, "/registry/watch?revision=\(revision)&seconds=20")
            try await one.client.register(info("a"))
            let news = try await answer
            #expect(news.status == 200)
            #expect(Int64(news.headers.first(name: "X-Bluegreen-Revision") ?? "") ?? 0 > revision)
            let newest = try await two.state()?.revision ?? 0
            #expect(try await two.send(.GET, "/registry/watch?revision=\(newest)&seconds=0").status == 204)
            #expect(try await two.send(.GET, "/registry/watch?revision=x").status == 400)
        }
    }
}

/// What `/registry/state` says.
struct ShownState: Decodable {
    struct Replica: Decodable {
        let address: String
    }

    let revision: Int64
    let hash: String
    let instances: Int
    let isStoreAway: Bool
    let held: Int
    let replicas: [Replica]
}

extension TestRegistry {
    func state() async throws -> ShownState? {
        let answer = try await send(.GET, "/registry/state")
        guard answer.status == 200 else { return nil }
        return try JSONDecoder().decode(ShownState.self, from: Data(answer.body.utf8))
    }
}
