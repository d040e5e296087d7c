import Eureka
import NIOHTTP1
import Registry
import TestSupport
import Testing

@Suite("Clients behind one address")
struct ReaderIdentityTests {
    private static let agent = "Java-EurekaClient/v1.10"

    private func readers(_ registry: TestRegistry) async throws -> [String] {
        try #require(try await registry.client.readers()).readers.map { "\($0.userAgent) \($0.fetches)" }
    }

    @Test(
        "Those that say whose client they are, as Netflix's own does, are readers of their own, each with its revision")
    func identity() async throws {
        try await withRegistry { registry async throws in
            func fetch(_ id: String?) async throws {
                var headers = ["User-Agent": Self.agent]
                headers["DiscoveryIdentity-Id"] = id
                #expect(try await registry.send(.GET, "/eureka/apps/", headers).status == 200)
            }
            try await fetch("10.0.0.1")
            try await fetch("10.0.0.2")
            #expect(try await registry.post("SERVICE-CLIENT", spring()).status == 204)
            try await fetch("10.0.0.2")
            #expect(try await readers(registry) == ["\(Self.agent) 10.0.0.1 1", "\(Self.agent) 10.0.0.2 2"])
            let found = try #require(try await registry.client.readers()).readers
            #expect(found[0].revision < found[1].revision)
        }
    }

    @Test("Those of an address are forgotten on request, until they fetch again")
    func forgotten() async throws {
        try await withRegistry { registry async throws in
            _ = try await registry.send(.GET, "/eureka/apps/", ["User-Agent": Self.agent])
            #expect(try await registry.send(.DELETE, "/registry/readers/10.0.0.1").status == 404)
            #expect(try await readers(registry) == ["\(Self.agent) 1"])
            #expect(try await registry.send(.DELETE, "/registry/readers/127.0.0.1").status == 204)
            #expect(try await readers(registry) == [])
            _ = try await registry.send(.GET, "/eureka/apps/", ["User-Agent": Self.agent])
            let found = try #require(try await registry.client.readers()?.readers.first)
            #expect(found.fetches == 1 && found.listedUntil == found.lastFetch + 35_000)
        }
    }

    @Test("Those that say nothing, or only the address they come from, are one")
    func same() async throws {
        try await withRegistry { registry async throws in
            for id in [nil, "127.0.0.1"] as [String?] {
                var headers = ["User-Agent": Self.agent]
                headers["DiscoveryIdentity-Id"] = id
                _ = try await registry.send(.GET, "/eureka/apps/", headers)
            }
            #expect(try await readers(registry) == ["\(Self.agent) 2"])
        }
    }

    @Test("Those with credentials of their own are readers of their own; without a check credentials say nothing")
    func principals() async throws {
        let guarded = RegistryServer.Configuration.free.with(\.access, AccessFixture.control)
        for configuration in [guarded, .free] {
            let userInfo = "all:\(AccessFixture.password)@"
            try await withRegistry(configuration: configuration, userInfo: userInfo) { registry async throws in
                for name in ["reader", "all", "reader"] {
                    let headers = AccessFixture.header(name).merging(["User-Agent": Self.agent]) { old, _ in old }
                    #expect(try await registry.send(.GET, "/eureka/apps/", headers).status == 200)
                }
                let expected =
                    configuration.access == nil
                    ? ["\(Self.agent) 3"] : ["\(Self.agent) as all 1", "\(Self.agent) as reader 2"]
                #expect(try await readers(registry) == expected)
            }
        }
    }
}
