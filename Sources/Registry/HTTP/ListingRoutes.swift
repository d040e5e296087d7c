import Eureka
import HTTPTypes
import Hummingbird

/// What the registry tells: everything, an app, an instance, a virtual address, the last changes.
struct ListingRoutes: Sendable {
    let book: RegistryBook
    let cache = AnswerCache()

    /// `GET apps`
    @Sendable
    func applications(_ request: Request, _ context: RegistryRequestContext) async throws -> Response {
        guard let format = AcceptHeader(request.headers[.accept]).format else { return .empty(.notAcceptable) }
        let form = Self.form(request)
        let revision = book.revision
        let key = AnswerCache.Key(app: nil, format: format, form: form)
        let body = cache.body(key, revision: revision) {
            // May already be newer than `revision`, never older.
            EurekaCodec.encode(book.read(\.applications).value, format: format, form: form)
        }
        return fetched(request, context, .document(body, format, revision: revision), revision)
    }

    /// `GET apps/delta` and `GET apps/{app}`
    @Sendable
    func application(_ request: Request, _ context: RegistryRequestContext) async throws -> Response {
        let name = request.parameter("app", context)
        guard name != "delta" else { return delta(request, context) }
        guard let format = AcceptHeader(request.headers[.accept]).format else { return .empty(.notAcceptable) }
        let form = Self.form(request)
        let (app, revision) = book.read { $0.revision(ofApp: name) }
        guard let app else {
            cache.forget(app: name.uppercased())
            return fetched(request, context, .empty(.notFound, revision: revision), revision)
        }
        let etag = "\"\(app)\""
        if let known = request.headers[.ifNoneMatch], known == etag || known == "W/\(etag)" {
            var response = Response.empty(.notModified, revision: revision)
            response.headers[.eTag] = etag
            return fetched(request, context, response, revision)
        }
        let key = AnswerCache.Key(app: name.uppercased(), format: format, form: form)
        let body = cache.body(key, revision: app) {
            let application = book.read { $0.application(name) }.value
            return EurekaCodec.encode(
                application ?? Application(name: name.uppercased(), instances: []),
                format: format,
                form: form
            )
        }
        let response = Response.document(body, format, revision: revision, etag: etag)
        return fetched(request, context, response, revision)
    }

    /// `GET apps/{app}/{id}`: never cached.
    @Sendable
    func instance(_ request: Request, _ context: RegistryRequestContext) async throws -> Response {
        let key = request.key(context)
        return single(request) { $0.instance(key) }
    }

    /// `GET instances/{id}`
    @Sendable
    func instanceAnywhere(_ request: Request, _ context: RegistryRequestContext) async throws -> Response {
        let id = request.parameter("id", context)
        return single(request) { $0.instance(anywhere: id) }
    }

    /// `GET vips/{vip}`
    @Sendable
    func vip(_ request: Request, _ context: RegistryRequestContext) async throws -> Response {
        vip(request, context, secure: false)
    }

    /// `GET svips/{vip}`
    @Sendable
    func secureVIP(_ request: Request, _ context: RegistryRequestContext) async throws -> Response {
        vip(request, context, secure: true)
    }

    private func vip(_ request: Request, _ context: RegistryRequestContext, secure: Bool) -> Response {
        let vip = request.parameter("vip", context)
        return listing(request, context, book.read { $0.applications(vip: vip, secure: secure) })
    }

    private func delta(_ request: Request, _ context: RegistryRequestContext) -> Response {
        listing(request, context, book.delta())
    }

    private func listing(
        _ request: Request,
        _ context: RegistryRequestContext,
        _ listing: (value: Applications, revision: Int64)
    ) -> Response {
        guard let format = AcceptHeader(request.headers[.accept]).format else { return .empty(.notAcceptable) }
        let body = ByteBuffer(bytes: EurekaCodec.encode(listing.value, format: format, form: Self.form(request)))
        return fetched(request, context, .document(body, format, revision: listing.revision), listing.revision)
    }

    private func single(_ request: Request, _ find: (LeaseRegistry) -> InstanceInfo?) -> Response {
        let (instance, revision) = book.read(find)
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
        let agent = String((request.headers[.userAgent] ?? "").prefix(128))
        let reader = ReaderLog.Key(address: context.remoteAddress, userAgent: agent)
        book.fetched(reader, revision: revision, isGateway: role == .gateway)
        return response
    }

    private static func form(_ request: Request) -> ListingForm {
        request.headers[.eurekaAccept]?.lowercased() == "compact" ? .compact : .full
    }
}
