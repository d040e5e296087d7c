import Eureka
import HTTPTypes
import NIOCore

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
    func applications(_ request: MemoryRequest) -> Answer {
        let (generation, revision) = book.read(\.generation)
        return listing(.everything, request, .init(generation: generation), revision) {
            book.read(\.applications).value
        }
    }

    /// `GET apps/delta` and `GET apps/{app}`
    func application(_ name: String, _ request: MemoryRequest) -> Answer {
        let name = name.uppercased()
        guard name != "DELTA" else { return delta(request) }
        guard let format = request.format else { return .empty(.notAcceptable) }
        let (generation, revision) = book.read { $0.generation(ofApp: name) }
        guard let generation else { return fetched(request, .empty(.notFound, revision: revision)) }
        let etag = "\"\(run)-\(generation)\""
        if let known = request.knownTag, known == etag || known == "W/\(etag)" {
            return fetched(request, .empty(.notModified, revision: revision, etag: etag))
        }
        var answer = cached(.app(name), request, format, .init(generation: generation)) { form in
            let application = book.read { $0.application(name) }.value ?? Application(name: name, instances: [])
            return EurekaCodec.encode(application, format: format, form: form)
        }
        answer.revision = revision
        answer.etag = etag
        return fetched(request, answer)
    }

    /// `GET apps/{app}/{id}`: never cached.
    func instance(_ key: InstanceKey, _ request: MemoryRequest) -> Answer {
        let (instance, revision) = book.instance(key)
        return single(request, instance, revision)
    }

    /// `GET instances/{id}`
    func instance(anywhere id: String, _ request: MemoryRequest) -> Answer {
        let (instance, revision) = book.read { $0.instance(anywhere: id) }
        return single(request, instance, revision)
    }

    /// `GET vips/{vip}` and `GET svips/{vip}`
    func vip(_ vip: String, isSecure: Bool, _ request: MemoryRequest) -> Answer {
        let (generation, revision) = book.read(\.generation)
        return listing(.vip(vip, isSecure: isSecure), request, .init(generation: generation), revision) {
            book.read { $0.applications(vip: vip, secure: isSecure) }.value
        }
    }

    private func delta(_ request: MemoryRequest) -> Answer {
        let (generation, revision) = book.read(\.generation)
        // Entries leave it with time, too.
        let stamp = AnswerCache.Stamp(generation: generation, second: book.clock.now / 1000)
        return listing(.delta, request, stamp, revision) { book.delta().value }
    }

    private func listing(
        _ listing: AnswerCache.Listing,
        _ request: MemoryRequest,
        _ stamp: AnswerCache.Stamp,
        _ revision: Int64,
        _ make: () -> Applications
    ) -> Answer {
        guard let format = request.format else { return .empty(.notAcceptable) }
        var answer = cached(listing, request, format, stamp) { EurekaCodec.encode(make(), format: format, form: $0) }
        answer.revision = revision
        return fetched(request, answer)
    }

    private func cached(
        _ listing: AnswerCache.Listing,
        _ request: MemoryRequest,
        _ format: WireFormat,
        _ stamp: AnswerCache.Stamp,
        _ encode: (ListingForm) -> [UInt8]
    ) -> Answer {
        let key = AnswerCache.Key(
            listing: listing, format: format, form: request.form, isCompressed: request.takesGzip)
        let body = cache.body(key, stamp) { encode(key.form) }
        var answer = Answer.document(body.bytes, format)
        answer.isCompressed = body.isCompressed
        return answer
    }

    private func single(_ request: MemoryRequest, _ instance: InstanceInfo?, _ revision: Int64) -> Answer {
        guard let instance else { return .empty(.notFound, revision: revision) }
        guard let format = request.format else { return .empty(.notAcceptable) }
        return .document(ByteBuffer(bytes: EurekaCodec.encode(instance, format: format)), format, revision: revision)
    }

    /// Notes who fetched. Our own programs are no readers; gateways are, by what they say that they have applied.
    private func fetched(_ request: MemoryRequest, _ answer: Answer) -> Answer {
        guard request.isGet, request.clientRole == nil, let revision = answer.revision else { return answer }
        book.fetched(request.reader(book.configuration), revision: revision)
        return answer
    }
}
