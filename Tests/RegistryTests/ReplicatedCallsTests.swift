import Eureka
import NIOHTTP1
import TestSupport
import Testing
import ZooKeeper

@testable import Registry

@Suite("What a genuine server passes on, as on the wire")
struct ReplicatedCallsTests {
    let instance = "/eureka/apps/SERVICE-CLIENT/service-client:3f2a9c"
    let id = "service-client:3f2a9c"
    let dirty: Int64 = 1_767_225_600_850
    let peer = ["x-netflix-discovery-replication": "true"]

    private func batch(
        _ registry: TestRegistry,
        _ items: String...,
        path: String = "/eureka/peerreplication/batch/",
        as principal: String? = nil,
        isPacked: Bool = false
    ) async throws -> [ReplicationAnswer.Response] {
        var body = Array("{\"replicationList\":[\(items.joined(separator: ","))]}".utf8)
        var headers = principal.map { AccessFixture.header($0) } ?? [:]
        headers["Content-Type"] = "application/json"
        if isPacked {
            body = try #require(Gzip.compressed(body))
            headers["Content-Encoding"] = "gzip"
        }
        let answer = try await registry.send(.POST, path, headers, body: body)
        #expect(answer.status == 200 && answer.headers.first(name: "content-type") == "application/json")
        return try ReplicationAnswer(decoding: Array(answer.body.utf8)).responses
    }

    private func statuses(_ registry: TestRegistry, _ items: String...) async throws -> [Int] {
        let answers = try await batch(registry, items.joined(separator: ","))
        return answers.map(\.status)
    }

    private func item(_ action: String, _ rest: String = "", id: String? = nil) -> String {
        "{\"appName\":\"SERVICE-CLIENT\",\"id\":\"\(id ?? self.id)\",\(rest)\"action\":\"\(action)\"}"
    }

    private func register(_ status: String, at timestamp: Int64) throws -> String {
        let document = String(decoding: try spring(status, at: timestamp), as: UTF8.self)
        let bare = document.split(separator: "\n")[0].dropFirst(#"{"instance":"#.count).dropLast(1)
        return item(
            "Register", "\"lastDirtyTimestamp\":\(timestamp),\"status\":\"\(status)\",\"instanceInfo\":\(bare),")
    }

    @Test("Rows 22 and 24: an older heartbeat is answered with the newer instance, to a peer only")
    func older() async throws {
        try await withRegistry { registry async throws in
            #expect(try await registry.post("SERVICE-CLIENT", try spring("UP", at: dirty)).status == 204)
            let query = "?status=UP&lastDirtyTimestamp=\(dirty - 1)"
            let answer = try await registry.send(.PUT, instance + query, peer)
            #expect(answer.status == 409)
            let newer = try EurekaCodec.instance(from: Array(answer.body.utf8), format: .json)
            #expect(newer.effectiveID == id && newer.lastDirtyTimestamp == dirty)
            for other in ["TRUE", "false", ""] {
                let answer = try await registry.send(.PUT, instance + query, ["x-netflix-discovery-replication": other])
                #expect(answer.status == 200 && answer.body.isEmpty)
            }
            #expect(try await registry.send(.PUT, "/eureka/apps/A/none" + query, peer).status == 404)
            #expect(try await registry.send(.PUT, instance + "?lastDirtyTimestamp=x", peer).status == 400)
        }
    }

    @Test("Row 23: a peer with newer data must send them, and the order in force there counts at once")
    func newer() async throws {
        try await withRegistry { registry async throws in
            #expect(try await registry.post("SERVICE-CLIENT", try spring("UP", at: dirty)).status == 204)
            let query = "?status=UP&lastDirtyTimestamp=\(dirty + 1)&overriddenstatus="
            #expect(try await registry.send(.PUT, instance + query + "WRONG", peer).status == 400)
            // Without the header it is a client's word, which orders nothing.
            #expect(try await registry.send(.PUT, instance + query + "OUT_OF_SERVICE").status == 404)
            #expect(try await registry.shown() == "UP/UNKNOWN")
            let answer = try await registry.send(.PUT, instance + query + "OUT_OF_SERVICE", peer)
            #expect(answer.status == 404 && answer.body.isEmpty)
            #expect(try await registry.send(.PUT, instance).status == 200)
            #expect(try await registry.shown() == "OUT_OF_SERVICE/OUT_OF_SERVICE")
        }
    }

    @Test("A registration from a peer moves an instance where a client's own could not")
    func header() async throws {
        try await withRegistry { registry async throws in
            #expect(try await registry.post("SERVICE-CLIENT", try spring("UP", at: dirty)).status == 204)
            #expect(
                try await registry.post("SERVICE-CLIENT", try spring("OUT_OF_SERVICE", at: dirty + 1)).status == 204)
            #expect(try await registry.shown() == "UP/UNKNOWN")
            let headers = peer.merging(["Content-Type": "application/json"]) { $1 }
            let body = try spring("OUT_OF_SERVICE", at: dirty + 2)
            let answer = try await registry.send(.POST, "/eureka/apps/SERVICE-CLIENT", headers, body: body)
            #expect(answer.status == 204)
            #expect(try await registry.shown() == "OUT_OF_SERVICE/UNKNOWN")
        }
    }

    @Test(
        "Row 73: an empty list in, an empty list out, on every path",
        arguments: [
            "/eureka/peerreplication/batch", "/eureka/peerreplication/batch/", "/eureka/v2/peerreplication/batch",
            "/eureka/v2/peerreplication/batch/",
        ])
    func empty(_ path: String) async throws {
        try await withRegistry { registry async throws in
            #expect(try await batch(registry, path: path) == [])
        }
    }

    @Test("What is no batch is refused, and larger ones than allowed")
    func refused() async throws {
        try await withRegistry { registry async throws in
            func post(_ body: String, _ headers: [String: String] = ["Content-Type": "application/json"]) async throws
                -> Int
            {
                let path = "/eureka/peerreplication/batch/"
                let answer = try await registry.send(.POST, path, headers, body: Array(body.utf8))
                #expect(answer.body.isEmpty)
                return answer.status
            }
            for body in ["", "{", "[]", #"{"replicationList":null}"#] { #expect(try await post(body) == 400) }
            #expect(try await post("{}", [:]) == 415)
            #expect(try await post("<a/>", ["Content-Type": "application/xml"]) == 415)
            let many = Array(repeating: "{}", count: ReplicationBatch.maximumItems + 1).joined(separator: ",")
            #expect(try await post("{\"replicationList\":[\(many)]}") == 413)
            let path = "/eureka/peerreplication/batch"
            #expect(try await registry.send(.GET, path).headers.first(name: "allow")?.contains("POST") == true)
        }
    }

    @Test("Row 74: registrations and heartbeats in a batch")
    func claims() async throws {
        try await withRegistry { registry async throws in
            func beat(_ timestamp: Int64) -> String { item("Heartbeat", "\"lastDirtyTimestamp\":\(timestamp),") }
            #expect(try await statuses(registry, beat(dirty)) == [404])
            #expect(try await statuses(registry, try register("UP", at: dirty)) == [200])
            #expect(try await registry.shown() == "UP/UNKNOWN")
            let answers = try await batch(registry, beat(dirty), beat(dirty + 1), beat(dirty - 1), item("Heartbeat"))
            #expect(answers.map(\.status) == [200, 404, 409, 200])
            #expect(answers[2].instance?.lastDirtyTimestamp == dirty && answers[2].instance?.effectiveID == id)
            // In order for one instance, although instances are done side by side.
            #expect(
                try await statuses(
                    registry, try register("DOWN", at: dirty + 1), beat(dirty + 1), try register("UP", at: dirty + 2),
                    beat(dirty + 2)) == [200, 200, 200, 200])
            #expect(try await registry.shown() == "UP/UNKNOWN")
        }
    }

    @Test("Row 75: orders and cancels in a batch")
    func orders() async throws {
        try await withRegistry { registry async throws in
            let timestamp = "\"lastDirtyTimestamp\":\(dirty),"
            let update = item("StatusUpdate", timestamp + #""status":"OUT_OF_SERVICE","#)
            let removal = item("DeleteStatusOverride", timestamp + #""status":"UP","#)
            #expect(try await statuses(registry, update, removal, item("Cancel")) == [404, 404, 404])
            #expect(try await statuses(registry, try register("UP", at: dirty), update) == [200, 200])
            #expect(try await registry.shown() == "OUT_OF_SERVICE/OUT_OF_SERVICE")
            #expect(try await statuses(registry, removal) == [200])
            #expect(try await registry.shown() == "UP/UNKNOWN")
            #expect(try await statuses(registry, item("DeleteStatusOverride", #""status":"UP","#)) == [200])
            #expect(try await statuses(registry, item("StatusUpdate", timestamp)) == [500])
            #expect(try await statuses(registry, item("Cancel"), item("Cancel")) == [200, 404])
            #expect(try await registry.shown() == "none")
        }
    }

    @Test("Row 76: one bad item is answered in its place, and the others are done")
    func badItems() async throws {
        try await withRegistry { registry async throws in
            let answers = try await batch(
                registry, try register("UP", at: dirty), "{}", item("Register"), item("Nonsense"),
                item("Cancel", id: "b"),
                try register("UP", at: dirty).replacing(#""appName":"SERVICE-CLIENT""#, with: #""appName":"OTHER""#),
                item("Heartbeat"))
            #expect(answers.map(\.status) == [200, 500, 500, 500, 404, 400, 200])
            #expect(try await registry.client.applications().hashCode == "UP_1_")
        }
    }

    @Test("Row 78: a batch may be compressed")
    func packed() async throws {
        try await withRegistry { registry async throws in
            let answers = try await batch(registry, try register("UP", at: dirty), item("Heartbeat"), isPacked: true)
            #expect(answers.map(\.status) == [200, 200])
            let headers = ["Content-Type": "application/json", "Content-Encoding": "br"]
            let path = "/eureka/peerreplication/batch/"
            #expect(try await registry.send(.POST, path, headers, body: Array("{}".utf8)).status == 415)
        }
    }

    @Test("A genuine server's own batch is done")
    func genuine() async throws {
        try await withRegistry { registry async throws in
            let answer = try await registry.send(
                .POST, "/eureka/v2/peerreplication/batch/", ["Content-Type": "application/json; charset=UTF-8"],
                body: try fixture("peer-batch-request.json"))
            let read = try ReplicationAnswer(decoding: Array(answer.body.utf8))
            #expect(read.responses.map(\.status) == [200, 200, 404, 404, 404])
            #expect(try await registry.shown() == "UP/UP")
        }
    }

    @Test("Scaling groups are refused, as by a server without Amazon")
    func scalingGroup() async throws {
        try await withRegistry { registry async throws in
            for mount in ["/eureka", "/eureka/v2"] {
                let answer = try await registry.send(.PUT, mount + "/asg/group/status?value=ENABLED")
                #expect(answer.status == 400 && answer.body.isEmpty)
            }
        }
    }

    @Test("A registry that takes orders from leaders only takes none from peers")
    func leadersOnly() async throws {
        try await withRegistry(configuration: .free.with(\.requireEpoch, true)) { registry async throws in
            let order = item("StatusUpdate", "\"lastDirtyTimestamp\":\(dirty),\"status\":\"OUT_OF_SERVICE\",")
            #expect(try await statuses(registry, try register("UP", at: dirty), order) == [200, 403])
            #expect(try await registry.shown() == "UP/UNKNOWN")
        }
    }

    /// An instance that is enabled at its peer, as an item.
    private func managed() throws -> String {
        try register("UP", at: dirty).replacing(#""management.port":"40117""#, with: #""color":"green""#)
            .replacing(#""overriddenStatus":"UNKNOWN""#, with: #""overriddenStatus":"UP""#)
    }

    @Test("With credentials the word of a peer counts as such, that of anybody else does not")
    func credentials() async throws {
        let guarded = RegistryServer.Configuration.free.with(\.access, AccessFixture.control)
        try await withRegistry(
            configuration: guarded, userInfo: "all:\(AccessFixture.password)@"
        ) { registry async throws in
            #expect(try await batch(registry, managed(), as: "peer").map(\.status) == [200])
            #expect(try await registry.shown() == "UP/UP")
            let older = instance.replacing("SERVICE-CLIENT", with: "SVC") + "?lastDirtyTimestamp=\(dirty - 1)"
            let body = EurekaCodec.encode(service(id, dirty: dirty), format: .json)
            let headers = AccessFixture.header("one").merging(["Content-Type": "application/json"]) { $1 }
            #expect(try await registry.send(.POST, "/eureka/apps/SVC", headers, body: body).status == 204)
            for (name, status) in [("one", 200), ("all", 409)] {
                let headers = AccessFixture.header(name).merging(peer) { $1 }
                #expect(try await registry.send(.PUT, older, headers).status == status)
            }
        }
    }

    @Test("What a peer passes on is kept")
    func durable() async throws {
        let guarded = RegistryServer.Configuration.free.with(\.access, AccessFixture.control)
        try await withZooKeeper { server in
            for round in 0..<2 {
                try await withClient(server.configuration(sessionTimeout: .seconds(4))) { client in
                    try await withRegistry(
                        session: client, configuration: guarded, userInfo: "all:\(AccessFixture.password)@"
                    ) { registry async throws in
                        try await eventually("the registry is loaded") { registry.server.isLoaded }
                        if round == 0 {
                            let order = item("StatusUpdate", #""status":"OUT_OF_SERVICE","#, id: "other")
                            let other = try register("UP", at: dirty).replacing(id, with: "other")
                            let answers = try await batch(registry, managed(), other, order, as: "peer")
                            #expect(answers.map(\.status) == [200, 200, 200])
                        }
                        #expect(try await registry.shown() == "UP/UP")
                        #expect(
                            try await registry.shown("SERVICE-CLIENT", "other") == "OUT_OF_SERVICE/OUT_OF_SERVICE")
                    }
                }
            }
        }
    }

    @Test("A stranger does not enable a managed instance by calling itself a peer")
    func strangers() async throws {
        try await withRegistry { registry async throws in
            #expect(try await statuses(registry, managed()) == [200])
            #expect(try await registry.shown() == "OUT_OF_SERVICE/UNKNOWN")
            let beat = item("Heartbeat", "\"lastDirtyTimestamp\":\(dirty + 1),\"overriddenStatus\":\"UP\",")
            #expect(try await statuses(registry, beat) == [404])
            #expect(try await registry.shown() == "OUT_OF_SERVICE/UNKNOWN")
        }
    }
}
