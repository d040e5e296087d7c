import Eureka
import HTTPTypes
import Hummingbird

/// What the registry tells: everything, an app, an instance, a virtual address, the last changes.
struct ListingRoutes: Sendable {
    let book: RegistryBook
    let cache = AnswerCache()
    /// Tells the tags of this run from those of another replica or an earlier run.
    private let run = String(UInt32.random(in: 0 ... .max), radix: 16)

    init(book: RegistryBook) {
        self.book = book
    }

    /// `GET apps`
    @Sendable
    func applications(_ request: Request, _ context: RegistryRequestContext) async throws -> Response {
        let (generation, revision) = book.read(\.generation)
        return listing(.everything, request, context, .init(generation: generation), revision) {
            book.read(\.applications).value
        }
    }

    /// `GET apps/delta` and `GET apps/{app}`
    @Sendable
    func application(_ request: Request, _ context: RegistryRequestContext) async throws -> Response {
        let name = request.parameter("app", context).uppercased()
        guard name != "DELTA" else { return delta(request, context) }
        guard let format = AcceptHeader(request.headers[.accept]).format else { return .empty(.notAcceptable) }
        let (generation, revision) = book.read { $0.generation(ofApp: name) }
        guard let generation else {
            return fetched(request, context, .empty(.notFound, revision: revision), revision)
        }
        let etag = "\"\(run)-\(generation)\""
        if let known = request.headers[.ifNoneMatch], known == etag || known == "W/\(etag)" {
            var response = Response.empty(.notModified, revision: revision)
            response.headers[.eTag] = etag
            return fetched(request, context, response, revision)
        }
        let key = self.key(.app(name), request, format)
        let body = cache.body(key, .init(generation: generation)) {
            let application = book.read { $0.application(name) }.value ?? Application(name: name, instances: [])
            return EurekaCodec.encode(application, format: format, form: key.form)
        }
        let response = Response.document(
            body, format, revision: revision, etag: etag, isCompressed: key.isCompressed)
        return fetched(request, context, response, revision)
    }

    /// `GET apps/{app}/{id}`: never cached.
    @Sendable
    func instance(_ request: Request, _ context: RegistryRequestContext) async throws -> Response {
        let (instance, revision) = book.instance(request.key(context))
        return single(request, instance, revision)
    }

    /// `GET instances/{id}`
    @Sendable
    func instanceAnywhere(_ request: Request, _ context: RegistryRequestContext) async throws -> Response {
        let id = request.parameter("id", context)
        let (instance, revision) = book.read { $0.instance(anywhere: id) }
        return single(request, instance, revision)
    }

    /// `GET vips/{vip}`
    @Sendable
    func vip(_ request: Request, _ context: RegistryRequestContext) async throws -> Response {
        vip(request, context, isSecure: false)
    }

    /// `GET svips/{vip}`
    @Sendable
    func secureVIP(_ request: Request, _ context: RegistryRequestContext) async throws -> Response {
        vip(request, context, isSecure: true)
    }

    private func vip(_ request: Request, _ context: RegistryRequestContext, isSecure: Bool) -> Response {
        let vip = request.parameter("vip", context)
        let (generation, revision) = book.read(\.generation)
        return listing(.vip(vip, isSecure: isSecure), request, context, .init(generation: generation), revision) {
            book.read { $0.applications(vip: vip, secure: isSecure) }.value
        }
    }

    private func delta(_ request: Request, _ context: RegistryRequestContext) -> Response {
        let (generation, revision) = book.read(\.generation)
        // Entries leave it with time, too.
        let stamp = AnswerCache.Stamp(generation: generation, second: book.clock.now / 1000)
        return listing(.delta, request, context, stamp, revision) { book.delta().value }
    }

    private func listing(
        _ listing: AnswerCache.Listing,
        _ request: Request,
        _ context: RegistryRequestContext,
        _ stamp: AnswerCache.Stamp,
        _ revision: Int64,
        _ make: () -> Applications
    ) -> Response {
        guard let format = AcceptHeader(request.headers[.accept]).format else { return .empty(.notAcceptable) }
        let key = self.key(listing, request, format)
        let body = cache.body(key, stamp) { EurekaCodec.encode(make(), format: format, form: key.form) }
        let response = Response.document(body, format, revision: revision, isCompressed: key.isCompressed)
        return fetched(request, context, response, revision)
    }

    private func key(_ listing: AnswerCache.Listing, _ request: Request, _ format: WireFormat) -> AnswerCache.Key {
        AnswerCache.Key(
            listing: listing, format: format, form: Self.form(request),
            isCompressed: request.headers[.acceptEncoding]?.contains("gzip") ?? false)
    }

    private func single(_ request: Request, _ instance: InstanceInfo?, _ revision: Int64) -> Response {
        guard let instance else { return .empty(.notFound, revision: revision) }
        guard let format = AcceptHeader(request.headers[.accept]).format else { return .empty(.notAcceptable) }
        let body = ByteBuffer(bytes: EurekaCodec.encode(instance, format: format))
        return .document(body, format, revision: revision)
    }

    /// Notes who fetched. Our own programs are no readers, except gateways.
    private func fetched(
        _ request: Request,
        _ context: RegistryRequestContext,
        _ response: Response,
        _ revision: Int64
    ) -> Response {
        let role = request.headers[.bluegreenClient].map { ClientRole(rawValue: $0) ?? .cli }
        guard request.method == .get, role == nil || role == .gateway else { return response }
        book.fetched(request.reader(context, book.configuration), revision: revision, isGateway: role == .gateway)
        return response
    }

    private static func form(_ request: Request) -> ListingForm {
        request.headers[.eurekaAccept]?.lowercased() == "compact" ? .compact : .full
    }
}
