import AsyncHTTPClient
import Eureka
import Foundation
import Hummingbird
import Logging
import Metrics
import NIOConcurrencyHelpers
import NIOCore
import NIOHTTP1
import Registry
import ServiceLifecycle
import TestSupport
import ZooKeeper

/// A registry listening on a free port of this machine, as a client sees it.
struct TestRegistry: Sendable {
    /// What came back for a raw request.
    struct Answer: Sendable {
        let status: Int
        let headers: HTTPHeaders
        let body: String
    }

    static let json = ["Accept": "application/json"]

    let server: RegistryServer
    let port: Int
    let http: HTTPClient
    let client: EurekaClient

    var root: String { "http://127.0.0.1:\(port)" }

    /// Sends a request as it is; `path` is below the root.
    func send(
        _ method: HTTPMethod,
        _ path: String,
        _ headers: [String: String] = [:],
        body: [UInt8]? = nil,
        isChunked: Bool = false
    ) async throws -> Answer {
        var request = HTTPClientRequest(url: root + path)
        request.method = method
        for (name, value) in headers { request.headers.add(name: name, value: value) }
        if let body {
            let buffer = ByteBuffer(bytes: body)
            request.body = isChunked ? .bytes(buffer.readableBytesView, length: .unknown) : .bytes(buffer)
        }
        let response = try await http.execute(request, timeout: .seconds(10))
        let text = String(buffer: try await response.body.collect(upTo: 1 << 26))
        if method == .GET, response.status == .ok, response.headers.first(name: "content-encoding") == nil {
            try inspect(Array(text.utf8), response.headers, path, headers)
        }
        return Answer(status: Int(response.status.code), headers: response.headers, body: text)
    }

    /// Every listing that a test sends for must be one that the strictest client takes.
    @discardableResult
    func inspect(
        _ body: [UInt8], _ headers: HTTPHeaders, _ path: String, _ sent: [String: String]
    ) throws -> SeenListing? {
        guard let document = StrictClient.Document(path: path) else { return nil }
        let formats: [String?: WireFormat] = ["application/json": .json, "application/xml": .xml]
        guard let format = formats[headers.first(name: "content-type")] else { throw Refusal("a foreign media type") }
        let form: ListingForm = sent["X-Eureka-Accept"]?.lowercased() == "compact" ? .compact : .full
        return try StrictClient.read(body, document, format, form)
    }

    /// A listing as the strictest client reads it.
    func seen(_ path: String, _ format: WireFormat = .json, _ form: ListingForm = .full) async throws -> SeenListing {
        var headers = ["X-Eureka-Accept": form == .compact ? "compact" : "full"]
        if format == .json { headers["Accept"] = "application/json" }
        let answer = try await raw("/eureka" + path, headers)
        guard let listing = try inspect(answer.body, answer.headers, "/eureka" + path, headers) else {
            throw Refusal("no listing: \(path)")
        }
        return listing
    }

    /// What comes back, byte by byte.
    func raw(_ path: String, _ headers: [String: String]) async throws -> (headers: HTTPHeaders, body: [UInt8]) {
        var request = HTTPClientRequest(url: root + path)
        for (name, value) in headers { request.headers.add(name: name, value: value) }
        let response = try await http.execute(request, timeout: .seconds(10))
        return (response.headers, Array(try await response.body.collect(upTo: 1 << 26).readableBytesView))
    }

    /// Registers a document as JSON, or as XML when it is.
    func post(_ app: String, _ document: [UInt8], isXML: Bool = false) async throws -> Answer {
        let type = isXML ? "application/xml" : "application/json"
        return try await send(.POST, "/eureka/apps/\(app)", ["Content-Type": type], body: document)
    }

    /// Status and override of an instance, `UP/UNKNOWN`; `none` when it is not there.
    func shown(_ app: String = "SERVICE-CLIENT", _ id: String = "service-client:3f2a9c") async throws -> String {
        guard let instance = try await client.instance(app: app, id: id) else { return "none" }
        return "\(instance.status.rawValue)/\(instance.overriddenStatus.rawValue)"
    }
}

let quiet: Logger = {
    var logger = Logger(label: "test")
    logger.logLevel = .critical
    return logger
}()

/// Runs `body` with a registry that is gone afterwards; without a session it is standalone.
func withRegistry<Result: Sendable>(
    session: ZooKeeperClient? = nil,
    configuration: RegistryServer.Configuration = .free,
    replication: RegistryServer.Replication = RegistryServer.Replication(),
    metrics: any MetricsFactory = NOOPMetricsHandler.instance,
    logger: Logger = quiet,
    userInfo: String = "",
    adminRoutes: @escaping @Sendable (Router<RegistryRequestContext>) -> Void = { _ in },
    _ body: (TestRegistry) async throws -> Result
) async throws -> Result {
    let port = NIOLockedValueBox<Int?>(nil)
    let server = try RegistryServer(
        configuration: configuration,
        client: session,
        replication: replication,
        metrics: metrics,
        logger: logger,
        adminRoutes: adminRoutes,
        onListening: { _, bound in port.withLockedValue { $0 = bound } }
    )
    let http = HTTPClient(eventLoopGroupProvider: .singleton)
    do {
        let result = try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await server.run() }
            try await eventually("the registry listens") { port.withLockedValue { $0 != nil } }
            let number = port.withLockedValue { $0 ?? 0 }
            let url = "http://\(userInfo)127.0.0.1:\(number)/eureka"
            let client = try EurekaClient(
                baseURL: url, httpClient: http, timeout: .seconds(8), role: .cli, logger: logger)
            let result: Result
            do {
                result = try await body(TestRegistry(server: server, port: number, http: http, client: client))
            } catch {
                group.cancelAll()
                throw error
            }
            group.cancelAll()
            while (try? await group.next()) != nil {}
            return result
        }
        try await http.shutdown()
        return result
    } catch {
        try await http.shutdown()
        throw error
    }
}

/// A sample payload, checked against Netflix's and Spring's own decoders.
func fixture(_ name: String, filePath: String = #filePath) throws -> [UInt8] {
    let tests = URL(filePath: filePath).deletingLastPathComponent().deletingLastPathComponent()
    return [UInt8](try Data(contentsOf: tests.appending(path: "EurekaTests/Fixtures/\(name)")))
}

/// The Spring fixture with some of its text replaced; its timestamp is 1767225600850.
func spring(_ replacements: [String: String] = [:]) throws -> [UInt8] {
    var text = String(decoding: try fixture("register-spring.json"), as: UTF8.self)
    for (old, new) in replacements { text = text.replacingOccurrences(of: old, with: new) }
    return Array(text.utf8)
}

/// The Spring fixture with a status and a timestamp.
func spring(_ status: String, at timestamp: Int64) throws -> [UInt8] {
    try spring([#""status":"OUT_OF_SERVICE""#: "\"status\":\"\(status)\"", "1767225600850": String(timestamp)])
}

extension RegistryServer.Configuration {
    /// Any free port of this machine.
    static let free = RegistryServer.Configuration(port: 0)

    /// The same with one setting changed.
    func with<Value>(_ setting: WritableKeyPath<Self, Value>, _ value: Value) -> Self {
        var copy = self
        copy[keyPath: setting] = value
        return copy
    }
}
