import Eureka
import HTTPTypes
import Hummingbird
import InMemoryLogging
import Logging
import NIOHTTP1
import TestSupport
import Testing

@testable import Registry

@Suite("Who may do what, as on the wire")
struct AccessTests {
    private static let guarded = RegistryServer.Configuration.free.with(\.access, AccessFixture.control)

    /// Each path with each method it has, and the principals of the fixture that may; `SVC` is the app that is asked for.
    private static let allowed: [String: String] = [
        "GET /eureka/apps": "reader all",
        "GET /eureka/apps/{app}": "reader all",
        "POST /eureka/apps/{app}": "one any all",
        "GET /eureka/apps/{app}/{id}": "reader all",
        "PUT /eureka/apps/{app}/{id}": "one any all",
        "DELETE /eureka/apps/{app}/{id}": "one any all",
        "PUT /eureka/apps/{app}/{id}/status": "flip-one flip-any all",
        "DELETE /eureka/apps/{app}/{id}/status": "flip-one flip-any all",
        "PUT /eureka/apps/{app}/{id}/metadata": "flip-one flip-any all",
        "GET /eureka/instances": "reader all",
        "GET /eureka/instances/{id}": "reader all",
        "GET /eureka/vips/{vip}": "reader all",
        "GET /eureka/svips/{vip}": "reader all",
        "POST /eureka/peerreplication/batch": "peer all",
        "PUT /eureka/asg/{name}/status": "peer all",
        "GET /eureka/status": "reader all",
        "GET /": "reader all",
        "POST /registry/brake/release": "operator all",
        "GET /registry/changes": "reader all",
        "GET /registry/gateways": "reader all",
        "PUT /registry/gateways/{name}": "gateway all",
        "GET /registry/readers": "reader all",
        "DELETE /registry/readers/{address}": "operator all",
        "GET /registry/state": "reader all",
        "GET /registry/style.css": "reader all",
        "POST /registry/renewals": "peer all",
        "GET /registry/watch": "reader all",
        "GET /prometheus/sd": "reader all",
        "GET /feeds/traefik": "reader all",
        "POST /v3/discovery:endpoints": "reader all",
    ]

    @Test("Every principal at every path with every method", .timeLimit(.minutes(2)))
    func matrix() async throws {
        try await withRegistry(configuration: Self.guarded) { registry async throws in
            for route in registry.server.router().routes {
                let method = route.method.rawValue
                let pattern = route.path.description.replacing("/eureka/v2", with: "/eureka")
                let path = route.path.description.replacing("{app}", with: "SVC").replacing("{id}", with: "x")
                    .replacing("{vip}", with: "v").replacing("{name}", with: "g")
                    .replacing("{address}", with: "10.9.9.9")
                let row = "\(method == "HEAD" ? "GET" : method) \(pattern)"
                let isListed = RequiredRight.listed(route.method, route.path.description) != nil
                #expect(isListed == (Self.allowed[row] != nil), "\(row) is in one table only")
                for (name, _) in AccessFixture.rights {
                    // What a path does not have is for nobody but operators to learn.
                    let isAllowed =
                        method == "OPTIONS"
                        || (Self.allowed[row] ?? "operator all").split(separator: " ").contains { $0 == name }
                    // An answer that has no end.
                    if isAllowed, path == "/registry/changes" { continue }
                    let answer = try await registry.send(.init(rawValue: method), path, AccessFixture.header(name))
                    #expect(
                        answer.status != 401 && (answer.status != 403) == isAllowed, "\(name): \(row) \(answer.status)")
                    if !isAllowed { #expect(answer.body.isEmpty) }
                    // Whatever has no right of its own is no path at all.
                    if isAllowed, !isListed { #expect([405, 204].contains(answer.status), "\(row) has no right") }
                }
                let anonymous = try await registry.send(.init(rawValue: method), path)
                #expect(anonymous.status == 401 && anonymous.body.isEmpty, "\(row)")
            }
        }
    }

    @Test(
        "Without, with wrong and with malformed credentials: 401, a challenge and nothing else, also for no path at all"
    )
    func strangers() async throws {
        try await withRegistry(configuration: Self.guarded) { registry async throws in
            var headers = [[:], AccessFixture.header("all", "wrong"), AccessFixture.header("nobody")]
            headers += [
                "Basic", "Basic ????", "Basic YWxs", "Bearer x", "Basic " + String(repeating: "A", count: 4096),
            ].map {
                ["Authorization": $0]
            }
            for header in headers {
                for path in ["/eureka/apps", "/nothing/here"] {
                    let answer = try await registry.send(.GET, path, header)
                    #expect(answer.status == 401 && answer.body.isEmpty)
                    #expect(answer.headers.first(name: "WWW-Authenticate") == "Basic realm=\"bluegreen\"")
                }
                let type = ["Content-Type": "application/json"].merging(header) { old, _ in old }
                #expect(try await registry.send(.POST, "/eureka/apps/SVC", type, body: try spring()).status == 401)
            }
            #expect(try await registry.send(.GET, "/nothing/here", AccessFixture.header("nothing")).status == 404)
        }
    }

    @Test("An app is the same however it is written, and another one stays another one")
    func apps() async throws {
        try await withRegistry(configuration: Self.guarded) { registry async throws in
            for (app, status) in [
                ("svc", 404), ("S%56C", 404), ("SVC;x", 404), ("SVC2", 403), ("SVC%3B", 403), ("*", 403),
            ] {
                let path = "/eureka/apps/\(app)/x"
                #expect(try await registry.send(.PUT, path, AccessFixture.header("one")).status == status, "\(app)")
            }
            // The app in the document cannot be another one than that of the path.
            let type = ["Content-Type": "application/json"].merging(AccessFixture.header("one")) { old, _ in old }
            #expect(try await registry.send(.POST, "/eureka/apps/SVC", type, body: try spring()).status == 400)
        }
    }

    @Test("Too many unknown credentials at once are answered 503, and not looked at")
    func busy() async throws {
        let control = AccessControl(try AccessFixture.credentials(), maximumComputations: 0)
        try await withRegistry(configuration: .free.with(\.access, control)) { registry async throws in
            let answer = try await registry.send(.GET, "/eureka/apps", AccessFixture.header("all"))
            #expect(answer.status == 503 && answer.body.isEmpty)
            #expect(try await registry.send(.GET, "/eureka/apps").status == 401)
        }
    }

    @Test("Many at once with the same credentials all get through, although only one is looked at")
    func together() async throws {
        let control = AccessControl(try AccessFixture.credentials(), maximumComputations: 1)
        try await withRegistry(configuration: .free.with(\.access, control)) { registry async throws in
            let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<40 {
                    group.addTask {
                        try await registry.send(.GET, "/eureka/apps", AccessFixture.header("reader")).status
                    }
                }
                return try await group.reduce(into: Set<Int>()) { $0.insert($1) }
            }
            #expect(statuses == [200])
        }
    }

    @Test("Credentials that were replaced let nobody in any more, however often they had; new ones do")
    func replaced() async throws {
        let control = AccessControl(try AccessFixture.credentials(), maximumComputations: 4)
        try await withRegistry(configuration: .free.with(\.access, control)) { registry async throws in
            func status(_ header: [String: String]) async throws -> Int {
                try await registry.send(.GET, "/eureka/apps", header).status
            }
            #expect(try await status(AccessFixture.header("reader")) == 200)
            let hash = try PasswordHash(of: "next", iterations: PasswordHash.leastIterations)
            control.replace(with: [
                try RegistryCredential(name: "reader", hash: hash, rights: [Right("read")]),
                try RegistryCredential(name: "all", hash: hash, rights: [Right("peer")]),
            ])
            #expect(try await status(AccessFixture.header("reader")) == 401)
            #expect(try await status(AccessFixture.header("nothing")) == 401)
            #expect(try await status(AccessFixture.header("reader", "next")) == 200)
            #expect(try await status(AccessFixture.header("all", "next")) == 403)
        }
    }

    @Test("Who is being looked at while the credentials are replaced is judged by the new ones")
    func replacedMeanwhile() async throws {
        let slow = try PasswordHash(of: AccessFixture.password, iterations: PasswordHash.mostIterations)
        let quick = try PasswordHash(of: "next", iterations: PasswordHash.leastIterations)
        let control = AccessControl([try RegistryCredential(name: "a", hash: slow, rights: [Right("read")])])
        try await withRegistry(configuration: .free.with(\.access, control)) { registry async throws in
            try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<4 {
                    group.addTask {
                        try await registry.send(.GET, "/eureka/apps", AccessFixture.header("a")).status
                    }
                }
                try await eventually("it is looked at") { control.isComputing }
                control.replace(with: [try RegistryCredential(name: "a", hash: quick, rights: [Right("read")])])
                for try await status in group { #expect(status == 401) }
            }
            #expect(try await registry.send(.GET, "/eureka/apps", AccessFixture.header("a", "next")).status == 200)
        }
    }

    @Test(
        "Only another registry's word counts that a request is a copy", arguments: [("operator", false), ("all", true)])
    func replication(_ name: String, _ isKept: Bool) async throws {
        try await withRegistry(
            configuration: Self.guarded,
            adminRoutes: { router in
                router.get("/seen") { request, _ in request.headers[.discoveryReplication] ?? "none" }
                router.get("/healthz") { request, _ in request.headers[.discoveryReplication] ?? "none" }
            },
            { registry async throws in
                var headers = AccessFixture.header(name)
                headers["x-netflix-discovery-replication"] = "true"
                #expect(try await registry.send(.GET, "/seen", headers).body == (isKept ? "true" : "none"))
                headers["Authorization"] = nil
                let open = try await registry.send(.GET, "/healthz", headers)
                #expect(open.status == 200 && open.body == "none")
            })
    }

    @Test("A client with credentials in its URL registers, renews and fetches; no line logged holds the password")
    func client() async throws {
        let handler = InMemoryLogHandler()
        var logger = Logger(label: "test") { _ in handler }
        logger.logLevel = .trace
        let info = InstanceInfo(app: "SVC", id: "a", hostName: "h", ipAddress: "1.1.1.1", port: 80)
        try await withRegistry(
            configuration: Self.guarded, logger: logger, userInfo: "all:\(AccessFixture.password)@"
        ) { registry async throws in
            try await registry.client.register(info)
            #expect(try await registry.client.heartbeat(app: "SVC", id: "a", status: .up, lastDirtyTimestamp: 0))
            #expect(try await registry.client.applications().applications.map(\.name) == ["SVC"])
            try await registry.client.setStatus(app: "SVC", id: "a", to: .down, epoch: nil)
            try await registry.client.cancel(app: "SVC", id: "a")
            for name in ["reader", AccessFixture.password] {
                let headers = AccessFixture.header(name)
                #expect([401, 403].contains(try await registry.send(.PUT, "/eureka/apps/SVC/a", headers).status))
            }
        }
        try await withRegistry(
            configuration: Self.guarded, logger: logger, userInfo: "one:\(AccessFixture.password)@"
        ) { registry async throws in
            try await registry.client.register(info)
            await #expect {
                try await registry.client.setStatus(app: "SVC", id: "a", to: .down, epoch: nil)
            } throws: { ($0 as? EurekaError)?.code == .notPermitted }
        }
        let lines = handler.entries.map { "\($0.message) \($0.metadata)" }
        #expect(lines.contains { $0.contains("A request was refused") })
        let secrets =
            [AccessFixture.password]
            + ["all", "reader", "one"].compactMap {
                BasicCredential("\($0):\(AccessFixture.password)")?.header.replacing("Basic ", with: "")
            }
        for secret in secrets { #expect(!lines.contains { $0.contains(secret) }) }
    }
}
