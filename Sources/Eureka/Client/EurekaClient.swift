public import AsyncHTTPClient
public import Logging
import NIOCore
import NIOHTTP1

/// Talks to one Eureka server, ours or a genuine one.
///
/// Every call has a deadline and is tried once: whoever calls decides about another try. Credentials in the URL are sent
/// as Basic authentication and appear in no description.
public struct EurekaClient: Sendable, CustomStringConvertible {
    private(set) var address: EurekaAddress
    private let httpClient: HTTPClient
    private let timeout: Duration
    private let role: ClientRole
    private let identity: String?
    private let logger: Logger

    /// - Parameters:
    ///   - baseURL: Mount point of the API, `http://user:password@host:port/eureka`.
    ///   - timeout: For a whole call, body included.
    ///   - identity: What tells a reader from others at its address.
    /// - Throws: `invalidURL` with a sentence that does not quote the URL.
    public init(
        baseURL: String,
        httpClient: HTTPClient,
        timeout: Duration = .seconds(2),
        role: ClientRole,
        identity: String? = nil,
        logger: Logger
    ) throws(EurekaError) {
        address = try EurekaAddress(baseURL)
        self.httpClient = httpClient
        self.timeout = timeout
        self.role = role
        self.identity = identity
        self.logger = logger
    }

    /// The URL without credentials.
    public var description: String { address.url }

    /// The same client, its credentials included, for another replica of the same registry.
    ///
    /// - Parameter hostAndPort: Where the replica says that it is reached.
    public func elsewhere(at hostAndPort: String) throws(EurekaError) -> EurekaClient {
        var copy = self
        copy.address = try EurekaAddress("http://\(hostAndPort)/eureka")
        copy.address.authorization = address.authorization
        return copy
    }

    /// Whether this is the client of the server at that address.
    public func isAt(_ hostAndPort: String) -> Bool { address.url.contains("://\(hostAndPort)/") }

    // MARK: Instances

    /// Registers an instance, or replaces what it registered before.
    public func register(_ instance: InstanceInfo) async throws(EurekaError) {
        let body = EurekaCodec.encode(instance, format: .json)
        let answer = try await call(.POST, app(instance.app), body: body)
        try answer.expect(204)
    }

    /// Renews the lease.
    ///
    /// - Returns: False when the registry does not know the instance or has older data: register (again).
    public func heartbeat(
        app: String,
        id: String,
        status: EurekaStatus,
        lastDirtyTimestamp: Int64
    ) async throws(EurekaError) -> Bool {
        let query = "?status=\(status.rawValue)&lastDirtyTimestamp=\(lastDirtyTimestamp)"
        let answer = try await call(.PUT, path(app, id) + query)
        if answer.status == 404 { return false }
        try answer.expect(200)
        return true
    }

    /// Takes an instance out. Fine when it is out already.
    public func cancel(app: String, id: String) async throws(EurekaError) {
        let answer = try await call(.DELETE, path(app, id))
        if answer.status != 404 { try answer.expect(200) }
    }

    // MARK: Status

    /// Orders a status; it stays until taken back or the instance is cancelled.
    ///
    /// - Parameter epoch: The leader's; a registry of ours answers `staleEpoch` when it is over, a genuine Eureka ignores
    ///   it.
    public func setStatus(app: String, id: String, to status: EurekaStatus, epoch: Int64?) async throws(EurekaError) {
        let answer = try await call(.PUT, path(app, id) + "/status?value=\(status.rawValue)", epoch: epoch)
        try answer.expect(200)
    }

    /// Takes an ordered status back.
    public func removeOverride(app: String, id: String, epoch: Int64?) async throws(EurekaError) {
        let answer = try await call(.DELETE, path(app, id) + "/status", epoch: epoch)
        try answer.expect(200)
    }

    // MARK: Reading

    /// One instance; nil when it is not registered.
    public func instance(app: String, id: String) async throws(EurekaError) -> InstanceInfo? {
        let answer = try await call(.GET, path(app, id))
        if answer.status == 404 { return nil }
        try answer.expect(200)
        return try answer.decoded { bytes throws(WireError) in try EurekaCodec.instance(from: bytes, format: .json) }
    }

    /// All instances of an app; with the tag of an earlier answer, only when something changed since.
    public func application(
        _ app: String,
        ifChangedSince etag: String? = nil
    ) async throws(EurekaError) -> ApplicationReading {
        let answer = try await call(.GET, self.app(app), ifNoneMatch: etag)
        switch answer.status {
        case 304: return .unchanged
        case 404: return .changed([], etag: nil, revision: answer.revision)
        default:
            try answer.expect(200)
            let application = try answer.decoded { bytes throws(WireError) in
                try EurekaCodec.application(from: bytes, format: .json)
            }
            return .changed(application.instances, etag: answer.etag, revision: answer.revision)
        }
    }

    /// The whole registry.
    public func applications() async throws(EurekaError) -> Applications {
        let answer = try await call(.GET, "\(address.url)/apps/")
        try answer.expect(200)
        return try answer.decoded { bytes throws(WireError) in
            try EurekaCodec.applications(from: bytes, format: .json)
        }
    }

    /// Who fetches this registry; nil when the server does not tell, as a genuine Eureka.
    public func readers() async throws(EurekaError) -> RegistryReaders? {
        let answer = try await call(.GET, "\(address.root)/registry/readers")
        if answer.status == 404 { return nil }
        try answer.expect(200)
        return try answer.decoded { bytes throws(WireError) in try RegistryReaders(decoding: bytes) }
    }

    // MARK: The wire

    private func app(_ app: String) -> String { "\(address.url)/apps/\(PercentCoding.encoded(app))" }

    func path(_ app: String, _ id: String) -> String { "\(self.app(app))/\(PercentCoding.encoded(id))" }

    func call(
        _ method: HTTPMethod,
        _ url: String,
        body: [UInt8]? = nil,
        epoch: Int64? = nil,
        ifNoneMatch: String? = nil,
        waiting patience: Duration = .zero
    ) async throws(EurekaError) -> EurekaAnswer {
        var request = HTTPClientRequest(url: url)
        request.method = method
        request.headers.add(name: "Accept", value: "application/json")
        // Said, since some HTTP clients ask for compression by themselves, and mistrust a listing that shrinks well.
        request.headers.add(name: "Accept-Encoding", value: "identity")
        request.headers.add(name: "User-Agent", value: "bluegreen-\(role.rawValue)")
        request.headers.add(name: "X-Bluegreen-Client", value: role.rawValue)
        if let identity { request.headers.add(name: "DiscoveryIdentity-Id", value: identity) }
        if let authorization = address.authorization {
            request.headers.add(name: "Authorization", value: authorization)
        }
        if let epoch { request.headers.add(name: "X-Bluegreen-Epoch", value: String(epoch)) }
        if let ifNoneMatch { request.headers.add(name: "If-None-Match", value: ifNoneMatch) }
        if let body {
            request.headers.add(name: "Content-Type", value: "application/json")
            request.body = .bytes(body)
        } else if method == .PUT {
            request.headers.add(name: "Content-Length", value: "0")
        }
        return try await EurekaAnswer.fetch(
            request, httpClient: httpClient, timeout: timeout + patience, logger: logger)
    }
}
