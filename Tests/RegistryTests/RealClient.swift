import Eureka
import NIOHTTP1
import Testing

@testable import Registry

/// A client as it is on the wire: which paths, headers and bodies it sends.
struct RealClient: Sendable, CustomTestStringConvertible {
    let name: String
    var mount = "/eureka"
    let app: String
    /// Of its instance, in the path as this client writes it.
    let id: String
    let sample: String
    let dirty: Int64
    /// On every call.
    var common: [String: String] = [:]
    var post: [String: String] = [:]
    /// On heartbeats and status calls.
    var put: [String: String] = [:]
    var putBody: [UInt8]?
    var get: [String: String] = [:]
    var isChunked = false
    var reads = WireFormat.json

    var testDescription: String { name }
    var path: String { "\(mount)/apps/\(app)/\(id)" }

    private static let identity = [
        "DiscoveryIdentity-Name": "DefaultClient", "DiscoveryIdentity-Version": "1.4",
        "DiscoveryIdentity-Id": "10.20.0.7",
        "Accept-Encoding": "gzip",
    ]
    private static let json = ["Content-Type": "application/json"]
    private static let jacksons = ["Accept": "application/json, application/*+json"]
    private static let withXML = [
        "Accept": "application/json, application/xml, application/*+json, text/xml, application/*+xml"
    ]

    /// Those of which headers and bodies are known from the wire.
    static let all: [RealClient] = [
        spring("Spring's RestTemplate", jacksons), spring("Spring's RestTemplate with an XML mapper", withXML),
        RealClient(
            name: "Spring's RestClient", app: "SERVICE-CLIENT", id: "service-client:3f2a9c",
            sample: "register-spring.json", dirty: 1_767_225_600_850,
            common: ["Content-Type": "application/json", "Connection": "Upgrade", "Upgrade": "TLS/1.2"],
            put: ["Accept": "application/json"], get: ["Accept": "application/json"], isChunked: true),
        RealClient(
            name: "Spring's WebClient", app: "SERVICE-CLIENT", id: "service-client:3f2a9c",
            sample: "register-spring.json", dirty: 1_767_225_600_850, post: json, get: ["Accept": "application/json"]),
        netflix("Netflix with Jersey 1", ["Accept": "text/html, image/gif, image/jpeg, */*; q=0.2"], nil),
        netflix(
            "Netflix with Jersey 3", ["Accept": "application/json", "Content-Type": "application/json"],
            Array("{}".utf8)),
        netflix("Netflix, compact", [:], nil, ["X-Eureka-Accept": "compact"]),
        RealClient(
            name: "py_eureka_client", app: "PY-SVC", id: "192.168.10.33%3Apy-svc%3A9090",
            sample: "register-python.json",
            dirty: 1_767_225_700_001, common: ["Accept-Encoding": "gzip, deflate", "Connection": "close"], post: json,
            reads: .xml),
    ]

    private static func spring(_ name: String, _ accept: [String: String]) -> RealClient {
        RealClient(
            name: name, app: "SERVICE-CLIENT", id: "service-client:3f2a9c", sample: "register-spring.json",
            dirty: 1_767_225_600_850, common: ["Accept-Encoding": "gzip, x-gzip, deflate"], post: json, put: accept,
            get: accept)
    }

    private static func netflix(
        _ name: String, _ put: [String: String], _ body: [UInt8]?, _ get: [String: String] = [:]
    ) -> RealClient {
        let accept = ["Accept": "application/json"]
        return RealClient(
            name: name, mount: "/eureka/v2", app: "ORDERS", id: "node7.example.net:orders:7001",
            sample: "register-netflix.json", dirty: 1_767_225_440_000, common: identity,
            post: json.merging(accept) { $1 }, put: put, putBody: body, get: accept.merging(get) { $1 })
    }

    /// A call of it at its instance; what is empty must be so to the byte.
    func call(
        _ registry: TestRegistry, _ method: HTTPMethod, _ rest: String = "", body: [UInt8]? = nil
    ) async throws -> Int {
        let headers = common.merging(put) { $1 }
        let answer = try await registry.send(method, path + rest, headers, body: body ?? putBody)
        guard answer.body.isEmpty, answer.headers.first(name: "content-length") == "0" else {
            throw Refusal("a body that this client stumbles over: \(answer.body)")
        }
        return answer.status
    }

    func register(_ registry: TestRegistry) async throws -> TestRegistry.Answer {
        let headers = common.merging(post) { $1 }
        return try await registry.send(
            .POST, "\(mount)/apps/\(app)", headers, body: try RegistryTests.fixture(sample), isChunked: isChunked)
    }

    /// What it reads there.
    func fetch(_ registry: TestRegistry, _ path: String) async throws -> SeenListing {
        let headers = common.merging(get) { $1 }
        let answer = try await registry.raw(mount + path, headers)
        var body = answer.body
        if headers["Accept-Encoding"]?.contains("gzip") == true {
            guard answer.headers.first(name: "content-encoding") == "gzip",
                let plain = Gzip.decompressed(body, upTo: 1 << 20)
            else { throw Refusal("not compressed") }
            body = plain
        }
        let type = reads == .json ? "application/json" : "application/xml"
        guard answer.headers.first(name: "content-type") == type,
            let listing = try registry.inspect(body, answer.headers, mount + path, headers)
        else { throw Refusal("not \(type)") }
        return listing
    }
}
