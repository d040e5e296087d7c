import Eureka
import NIOHTTP1
import Registry
import TestSupport
import Testing
import ZooKeeper

@Suite("Starting from a running registry", .serialized)
struct RegistryCopyTests {
    /// A registry with instances of every kind.
    private func withSource(
        at port: Int, _ network: PeerNetwork, _ body: (TestRegistry) async throws -> Void
    ) async throws {
        try await network.withRegistry(at: port, peers: []) { source async throws in
            for status in EurekaStatus.allCases {
                try await source.client.register(service(status.rawValue.lowercased(), status, dirty: 7))
            }
            for id in ["g1", "g2", "g3"] { try await source.client.register(service(id, color: "green")) }
            try await source.client.setStatus(app: "SVC", id: "g1", to: .up, epoch: nil)
            try await source.client.setStatus(app: "SVC", id: "g2", to: .outOfService, epoch: nil)
            #expect(try await source.post("SERVICE-CLIENT", try spring()).status == 204)
            #expect(try await source.send(.PUT, "/eureka/apps/SVC/up/status?value=OUT_OF_SERVICE").status == 200)
            try await body(source)
        }
    }

    private func statuses(_ registry: TestRegistry) async throws -> [String] {
        try await registry.client.applications().applications.flatMap(\.instances).map {
            "\($0.app)/\($0.effectiveID) \($0.status) \($0.overriddenStatus) \($0.lastDirtyTimestamp) \($0.metadata)"
        }
    }

    @Test("Everybody is there with the first answer, of every status and with every order, and keeps renewing")
    func everybody() async throws {
        let ports = try FreePort.allocate(2)
        try await withPeerNetwork { network in
            try await withSource(at: ports[0], network) { source in
                try await network.withRegistry(at: ports[1], peers: [], predecessors: [ports[0]]) { copy async throws in
                    #expect(try await statuses(copy) == statuses(source))
                    #expect(try await copy.client.applications().hashCode == source.client.applications().hashCode)
                    #expect(try await copy.shown("SVC", "g1") == "UP/UP")
                    #expect(try await copy.shown("SVC", "g3") == "OUT_OF_SERVICE/UNKNOWN")
                    #expect(
                        try await copy.client.heartbeat(app: "SVC", id: "g1", status: .up, lastDirtyTimestamp: 1))
                    // Whoever reads is still to come.
                    let readers = try #require(try await copy.client.readers())
                    #expect(try #require(readers.since) > #require(readers.now) + 25_000)
                }
            }
        }
    }

    @Test("A registry that is not up yet is waited for, and the first of several that answers is copied")
    func later() async throws {
        let ports = try FreePort.allocate(4)
        try await withPeerNetwork { network in
            try await withSource(at: ports[0], network) { source in
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask {
                        try await network.withRegistry(at: ports[3], peers: [], predecessors: [ports[2], ports[1]]) {
                            copy async throws in
                            #expect(try await statuses(copy) == statuses(source))
                        }
                    }
                    // Answers only once it has copied itself.
                    try await network.withRegistry(at: ports[1], peers: [], predecessors: [ports[0]]) {
                        _ async throws in
                        try await group.waitForAll()
                    }
                }
            }
        }
    }

    @Test("When nobody answers it does not start, and says so in one sentence")
    func nobody() async throws {
        let port = try FreePort.allocate()[0]
        try await withPeerNetwork { network in
            var replication = RegistryServer.Replication()
            replication.predecessors = [try network.client(port)]
            replication.copyPause = .milliseconds(10)
            let server = try RegistryServer(
                configuration: .free, client: nil, replication: replication, logger: quiet)
            let error = await #expect(throws: CopyError.self) { try await server.run() }
            let sentence = try #require(error).description
            #expect(sentence.contains("127.0.0.1:\(port)") && !sentence.contains("\n"))
        }
    }

    @Test("With ZooKeeper the copy is kept; what is kept counts more than a source, unless the copy was broken off")
    func durable() async throws {
        let ports = try FreePort.allocate(2)
        try await withPeerNetwork { network in
            try await withZooKeeper { server in
                func withCopy(_ body: (TestRegistry, ZooKeeperClient) async throws -> Void) async throws {
                    try await withClient(server.configuration(sessionTimeout: .seconds(4))) { client in
                        var replication = RegistryServer.Replication()
                        replication.predecessors = [try network.client(ports[0])]
                        try await withRegistry(session: client, replication: replication) { copy async throws in
                            try await body(copy, client)
                        }
                    }
                }
                let mark: ZNodePath = "/bluegreen/registry/copy"
                var before: [String] = []
                try await withSource(at: ports[0], network) { source in
                    try await withCopy { copy, client async throws in
                        before = try await statuses(copy)
                        #expect(try await before == statuses(source))
                        #expect(try await client.stat(of: mark) == nil)
                        try await copy.client.cancel(app: "SVC", id: "g3")
                    }
                    try await withCopy { copy, client async throws in
                        #expect(try await copy.shown("SVC", "g3") == "none")
                        #expect(try await copy.shown("SVC", "g1") == "UP/UP")
                        try await client.create(mark, nil)
                    }
                    try await withCopy { copy, client async throws in
                        #expect(try await statuses(copy) == before)
                        #expect(try await client.stat(of: mark) == nil)
                    }
                }
                // The source is gone for good.
                try await withCopy { copy, _ async throws in
                    #expect(try await statuses(copy) == before)
                }
            }
        }
    }
}
