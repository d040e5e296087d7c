import Eureka
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

/// The registry in the standard formats of others: Prometheus, Traefik and Envoy.
///
/// Traefik and Envoy route requests by what they fetch, so they are readers that a switch waits for. Prometheus routes none.
struct FeedRoutes: Sendable {
    let book: RegistryBook
    private let cache = AnswerCache(maximumBytes: 16 * 1024 * 1024)
    /// Tells the versions of this run from those of another replica or an earlier run.
    private let run = String(UInt32.random(in: 0 ... .max), radix: 16)

    private static let bodyLimit = 256 * 1024

    init(book: RegistryBook) {
        self.book = book
    }

    /// `GET /prometheus/sd`
    @Sendable
    func prometheus(_ request: Request, _ context: RegistryRequestContext) async throws -> Response {
        answer(.prometheus, MemoryRequest(request, context)) { PrometheusTargets($0) }.response
    }

    /// `GET /feeds/traefik`
    @Sendable
    func traefik(_ request: Request, _ context: RegistryRequestContext) async throws -> Response {
        let request = MemoryRequest(request, context)
        let answer = answer(.traefik, request) { TraefikConfiguration($0) }
        if let revision = answer.revision, request.isGet { fetched(request, revision) }
        return answer.response
    }

    /// `POST /v3/discovery:endpoints`: 304 while the version that Envoy has is the present one.
    ///
    /// The version depends on the names, too: who asks for one more gets it.
    @Sendable
    func envoy(_ request: Request, _ context: RegistryRequestContext) async throws -> Response {
        guard let body = try await request.document(upTo: Self.bodyLimit) else { return .empty(.contentTooLarge) }
        guard let asked = EnvoyDiscoveryRequest(json: body.readableBytesView) else { return .empty(.badRequest) }
        let (answer, revision) = book.read { registry -> EnvoyDiscoveryResponse? in
            let version = version(registry.generation, asked.names)
            guard version != asked.version else { return nil }
            let names =
                asked.names.isEmpty ? registry.applications.applications.map { $0.name.lowercased() } : asked.names
            let assignments = names.compactMap { EnvoyAssignment(name: $0, in: registry) }
            return EnvoyDiscoveryResponse(version: version, assignments: assignments)
        }
        var reader = MemoryRequest(request, context)
        // One Envoy behind the address of another.
        reader.identity = reader.identity ?? asked.node?.id
        fetched(reader, revision)
        guard let answer else { return .empty(.notModified, revision: revision) }
        return .document(ByteBuffer(bytes: Self.encoded(answer)), .json, revision: revision)
    }

    private func version(_ generation: Int64, _ names: [String]) -> String {
        // FNV-1a, 64 bits.
        let hash = names.sorted().joined(separator: "\n").utf8.reduce(0xCBF2_9CE4_8422_2325 as UInt64) {
            ($0 ^ UInt64($1)) &* 0x100_0000_01B3
        }
        return "\(run)-\(generation)-\(String(hash, radix: 16))"
    }

    private func answer(
        _ listing: AnswerCache.Listing, _ request: MemoryRequest, _ make: (Applications) -> some Encodable
    ) -> Answer {
        let (generation, revision) = book.read(\.generation)
        let key = AnswerCache.Key(listing: listing, format: .json, form: .full, isCompressed: request.takesGzip)
        let body = cache.body(key, .init(generation: generation)) {
            Self.encoded(make(book.read(\.applications).value))
        }
        var answer = Answer.document(body.bytes, .json, revision: revision)
        answer.isCompressed = body.isCompressed
        return answer
    }

    private func fetched(_ request: MemoryRequest, _ revision: Int64) {
        guard request.clientRole == nil else { return }
        book.fetched(request.reader(book.configuration), revision: revision)
    }

    /// The same bytes for the same content: Traefik compares them.
    private static func encoded(_ value: some Encodable) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return (try? encoder.encode(value)).map(Array.init) ?? []
    }
}
