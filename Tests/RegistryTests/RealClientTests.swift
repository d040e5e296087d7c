import NIOHTTP1
import Testing

@Suite("Each real client lives its whole life, with the headers and bodies it sends")
struct RealClientTests {
    /// The registry as a client holds it: fetched once, then kept by deltas.
    struct Mirror {
        var held: [String: [String: String]]

        init(_ listing: SeenListing) { held = Self.keyed(listing) }

        /// Renewals alone are no news, here as in Eureka.
        static func keyed(_ listing: SeenListing) -> [String: [String: String]] {
            var held: [String: [String: String]] = [:]
            for var instance in listing.instances {
                instance["leaseInfo.lastRenewalTimestamp"] = nil
                held["\(instance["app"] ?? "")/\(SeenListing.id(instance))"] = instance
            }
            return held
        }

        /// False when the client would have to fetch everything: its hash is not the registry's.
        mutating func apply(_ delta: SeenListing) -> Bool {
            for (key, instance) in Self.keyed(delta) {
                held[key] = instance["actionType"] == "DELETED" ? nil : instance
            }
            return SeenListing.hash(of: held.values) == delta.hash
        }
    }

    @Test("Turned away, registers, renews, is switched both ways, and goes", arguments: RealClient.all)
    func life(_ client: RealClient) async throws {
        try await withRegistry { registry async throws in
            // Somebody else is there already.
            #expect(try await registry.post("BILLING", try fixture("register-amazon.json")).status == 204)
            var mirror = Mirror(try await client.fetch(registry, "/apps/"))
            let beat = "?status=UP&lastDirtyTimestamp=\(client.dirty)"
            func follows(_ status: String?) async throws {
                #expect(mirror.apply(try await client.fetch(registry, "/apps/delta")))
                let all = try await client.fetch(registry, "/apps/")
                #expect(mirror.held == Mirror.keyed(all))
                let own = all.instances.first { $0["app"] == client.app }
                #expect(own?["status"] == status)
            }
            #expect(try await client.call(registry, .PUT, beat) == 404)
            let registered = try await client.register(registry)
            #expect(registered.status == 204 && registered.body.isEmpty)
            #expect(registered.headers["content-length"].isEmpty && registered.headers["content-type"].isEmpty)
            let own = try await client.fetch(registry, "/apps/").instances.first { $0["app"] == client.app }
            try await follows(try #require(own?["status"]))
            #expect(try await client.call(registry, .PUT, beat) == 200)
            for status in ["UP", "OUT_OF_SERVICE", "UP"] {
                let query = "/status?value=\(status)&lastDirtyTimestamp=\(client.dirty)"
                #expect(try await client.call(registry, .PUT, query) == 200)
                try await follows(status)
                #expect(try await client.call(registry, .PUT, beat) == 200)
                try await follows(status)
            }
            #expect(try await client.call(registry, .DELETE, "/status?lastDirtyTimestamp=\(client.dirty)") == 200)
            try await follows(own?["status"])
            // It has new data: told so by a 404, it sends them.
            #expect(try await client.call(registry, .PUT, "?status=UP&lastDirtyTimestamp=\(client.dirty + 1)") == 404)
            #expect(try await client.register(registry).status == 204)
            #expect(try await client.call(registry, .DELETE) == 200)
            try await follows(nil)
            #expect(try await client.call(registry, .PUT, beat) == 404)
            #expect(try await client.call(registry, .DELETE) == 404)
        }
    }

    @Test("A genuine server copies the registry and passes a batch on, with its own headers")
    func server() async throws {
        try await withRegistry { registry async throws in
            let headers = [
                "Accept": "application/json", "Content-Type": "application/json",
                "DiscoveryIdentity-Name": "DefaultServer",
                "DiscoveryIdentity-Version": "1.0", "DiscoveryIdentity-Id": "10.20.0.1", "Accept-Encoding": "gzip",
                "User-Agent": "Java-EurekaClient-Replication",
            ]
            let answer = try await registry.send(
                .POST, "/eureka/peerreplication/batch/", headers, body: try fixture("peer-batch-request.json"))
            #expect(answer.status == 200 && answer.headers.first(name: "content-type") == "application/json")
            #expect(answer.body.hasPrefix(#"{"responseList":[{"statusCode":200},{"statusCode":200},"#))
            let instance = try await registry.seen("/apps/").instances.first
            #expect(instance?["status"] == "UP" && instance?["overriddenStatus"] == "UP")
        }
    }
}
