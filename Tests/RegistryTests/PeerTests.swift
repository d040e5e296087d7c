import AsyncHTTPClient
import Eureka
import Metrics
import NIOHTTP1
import Registry
import TestSupport
import Testing

/// Clients for registries to come, and a registry with such peers.
struct PeerNetwork: Sendable {
    let http: HTTPClient

    func client(_ port: Int) throws -> EurekaClient {
        try EurekaClient(
            baseURL: "http://127.0.0.1:\(port)/eureka", httpClient: http, timeout: .seconds(2), role: .registry,
            logger: quiet)
    }

    /// A registry at that port which tells others at those.
    func withRegistry<Result: Sendable>(
        at port: Int,
        peers: [Int],
        predecessors: [Int] = [],
        _ body: (TestRegistry) async throws -> Result
    ) async throws -> Result {
        var replication = RegistryServer.Replication()
        replication.peers = try peers.map { try client($0) }
        replication.predecessors = try predecessors.map { try client($0) }
        replication.copyPause = .milliseconds(50)
        let configuration = RegistryServer.Configuration(port: port)
        return try await RegistryTests.withRegistry(configuration: configuration, replication: replication, body)
    }
}

func withPeerNetwork<Result>(_ body: (PeerNetwork) async throws -> Result) async throws -> Result {
    var configuration = HTTPClient.Configuration()
    configuration.connectionPool.retryConnectionEstablishment = false
    let http = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    do {
        let result = try await body(PeerNetwork(http: http))
        try await http.shutdown()
        return result
    } catch {
        try await http.shutdown()
        throw error
    }
}

/// An instance of the app SVC.
func service(
    _ id: String,
    _ status: EurekaStatus = .up,
    color: String? = nil,
    dirty: Int64 = 1,
    leaseSeconds: Int = 90
) -> InstanceInfo {
    var info = InstanceInfo(app: "SVC", id: id, hostName: "h", ipAddress: "1.1.1.1", port: 80, status: status)
    info.lastDirtyTimestamp = dirty
    info.lease.durationSeconds = leaseSeconds
    if let color { info.metadata["color"] = color }
    return info
}

extension TestRegistry {
    /// Waits until an instance of SVC is shown so: `UP/UNKNOWN`, `none`.
    func shows(_ id: String, _ expected: String) async throws {
        try await eventually("\(id) is \(expected)") { try await shown("SVC", id) == expected }
    }
}

@Suite("Registries as peers of one another", .serialized)
struct PeerTests {
    /// Two registries, each a peer of the other.
    private func withPair(_ body: (TestRegistry, TestRegistry) async throws -> Void) async throws {
        let ports = try FreePort.allocate(2)
        try await withPeerNetwork { network in
            try await network.withRegistry(at: ports[0], peers: [ports[1]]) { one async throws in
                try await network.withRegistry(at: ports[1], peers: [ports[0]]) { two async throws in
                    try await body(one, two)
                }
            }
        }
    }

    @Test("What is said to one is true of the other: registration, order, removal, metadata, cancel, both ways")
    func inStep() async throws {
        try await withPair { one, two in
            for (here, there, id) in [(one, two, "a"), (two, one, "b")] {
                try await here.client.register(service(id))
                try await there.shows(id, "UP/UNKNOWN")
                try await here.client.setStatus(app: "SVC", id: id, to: .outOfService, epoch: nil)
                try await there.shows(id, "OUT_OF_SERVICE/OUT_OF_SERVICE")
                try await here.client.removeOverride(app: "SVC", id: id, epoch: nil)
                try await there.shows(id, "UP/UNKNOWN")
                #expect(try await here.send(.PUT, "/eureka/apps/SVC/\(id)/metadata?k=v").status == 200)
                try await eventually("metadata are there") {
                    try await there.client.instance(app: "SVC", id: id)?.metadata["k"] == "v"
                }
                try await here.client.register(service(id, .down, dirty: 2))
                try await there.shows(id, "DOWN/UNKNOWN")
                try await here.client.cancel(app: "SVC", id: id)
                try await there.shows(id, "none")
            }
        }
    }

    @Test("A managed instance that is enabled here is enabled there, and one that is not is not")
    func managed() async throws {
        try await withPair { one, two in
            for id in ["g1", "g2"] { try await one.client.register(service(id, color: "green")) }
            try await two.shows("g2", "OUT_OF_SERVICE/UNKNOWN")
            try await one.client.setStatus(app: "SVC", id: "g1", to: .up, epoch: 7)
            try await two.shows("g1", "UP/UP")
            try await two.client.setStatus(app: "SVC", id: "g1", to: .outOfService, epoch: 7)
            try await one.shows("g1", "OUT_OF_SERVICE/OUT_OF_SERVICE")
            #expect(try await two.shown("SVC", "g2") == "OUT_OF_SERVICE/UNKNOWN")
        }
    }

    @Test("Heartbeats at one keep the instance at the other")
    func heartbeats() async throws {
        try await withPair { one, two in
            try await one.client.register(service("a", leaseSeconds: 2))
            try await two.shows("a", "UP/UNKNOWN")
            let start = ContinuousClock.now
            while ContinuousClock.now - start < .seconds(4) {
                #expect(try await one.client.heartbeat(app: "SVC", id: "a", status: .up, lastDirtyTimestamp: 1))
                #expect(try await two.shown("SVC", "a") == "UP/UNKNOWN")
            }
            try await two.shows("a", "none")
        }
    }

    @Test("An instance that comes back at once under its name leaves no order behind")
    func comesBack() async throws {
        try await withPair { one, two in
            try await one.client.register(service("a"))
            try await one.client.setStatus(app: "SVC", id: "a", to: .outOfService, epoch: nil)
            try await two.shows("a", "OUT_OF_SERVICE/OUT_OF_SERVICE")
            try await one.client.cancel(app: "SVC", id: "a")
            try await one.client.register(service("a", dirty: 2))
            try await two.shows("a", "UP/UNKNOWN")
        }
    }

    @Test("What came from a peer goes no further")
    func singleHop() async throws {
        let ports = try FreePort.allocate(3)
        try await withPeerNetwork { network in
            try await network.withRegistry(at: ports[2], peers: []) { last async throws in
                try await network.withRegistry(at: ports[1], peers: [ports[2]]) { middle async throws in
                    try await network.withRegistry(at: ports[0], peers: [ports[1]]) { first async throws in
                        try await first.client.register(service("a"))
                        try await middle.shows("a", "UP/UNKNOWN")
                        try await first.client.setStatus(app: "SVC", id: "a", to: .outOfService, epoch: nil)
                        try await middle.shows("a", "OUT_OF_SERVICE/OUT_OF_SERVICE")
                        try await middle.client.register(service("b"))
                        try await last.shows("b", "UP/UNKNOWN")
                        let header = ["x-netflix-discovery-replication": "true"]
                        #expect(try await middle.send(.DELETE, "/eureka/apps/SVC/b", header).status == 200)
                        try await middle.client.register(service("c"))
                        try await last.shows("c", "UP/UNKNOWN")
                        #expect(try await last.shown("SVC", "b") == "UP/UNKNOWN")
                        #expect(try await last.shown("SVC", "a") == "none")
                    }
                }
            }
        }
    }

    @Test("A peer that is down when it happens, and one that comes back without memory, get everything")
    func absence() async throws {
        let ports = try FreePort.allocate(2)
        try await withPeerNetwork { network in
            try await network.withRegistry(at: ports[0], peers: [ports[1]]) { one async throws in
                try await one.client.register(service("a", dirty: 5))
                try await one.client.register(service("b", color: "green", dirty: 5))
                try await one.client.setStatus(app: "SVC", id: "a", to: .outOfService, epoch: nil)
                try await one.client.setStatus(app: "SVC", id: "b", to: .up, epoch: nil)
                for _ in 0..<2 {
                    // Its peers are those of the configuration, or it would not enable anybody.
                    try await network.withRegistry(at: ports[1], peers: [ports[0]]) { two async throws in
                        try await eventually("everything is there") {
                            for id in ["a", "b"] {
                                _ = try await one.client.heartbeat(
                                    app: "SVC", id: id, status: .up, lastDirtyTimestamp: 5)
                            }
                            let shown = (try await two.shown("SVC", "a"), try await two.shown("SVC", "b"))
                            return shown == ("OUT_OF_SERVICE/OUT_OF_SERVICE", "UP/UP")
                        }
                    }
                }
            }
        }
    }

    @Test("A registry is an instance of its peers for as long as it runs")
    func ownInstance() async throws {
        let ports = try FreePort.allocate(2)
        try await withPeerNetwork { network in
            try await network.withRegistry(at: ports[1], peers: []) { two async throws in
                let id = "localhost:eureka:\(ports[0])"
                try await network.withRegistry(at: ports[0], peers: [ports[1]]) { one async throws in
                    try await eventually("it is there") { try await two.shown("EUREKA", id) == "UP/UNKNOWN" }
                    let info = try await two.client.instance(app: "EUREKA", id: id)
                    #expect(info?.isCoordinatingDiscoveryServer == true && info?.hostName == "localhost")
                    #expect(info?.port.number == ports[0])
                    #expect(try await one.client.applications().applications == [])
                }
            }
        }
    }
}
