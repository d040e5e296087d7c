import Eureka
import HTTPTypes
import Hummingbird
import NIOCore

/// What instances say of themselves: register, renew, cancel.
struct InstanceRoutes: Sendable {
    let book: RegistryBook
    let peers: Peers

    /// `POST apps/{app}`
    @Sendable
    func register(_ request: Request, _ context: RegistryRequestContext) async throws -> Response {
        guard let type = ContentTypeHeader(request.headers[.contentType]) else { return .empty(.unsupportedMediaType) }
        // In the format asked for; without such a wish in that of the request.
        let answer = request.headers[.accept]?.contains("json") == true ? .json : type.format
        guard request.hasKnownCoding else { return .empty(.unsupportedMediaType) }
        let limit = book.configuration.maximumBodySize
        guard let body = try await request.document(upTo: limit) else {
            return .empty(.contentTooLarge)
        }
        let instance: InstanceInfo
        do {
            let bytes = type.isLatin1 ? Self.utf8(fromLatin1: body.readableBytesView) : Array(body.readableBytesView)
            instance = try EurekaCodec.registration(from: bytes, format: type.format)
        } catch {
            return .unparsable(answer)
        }
        if let refusal = instance.refusal(underApp: request.parameter("app", context)) {
            return .refusal(refusal, answer)
        }
        let isReplicated = request.isReplicated
        let isFiled = isReplicated ? await book.registerReplicated(instance) : await book.register(instance)
        guard isFiled else { return .empty(.serviceUnavailable) }
        if isReplicated {
            peers.filed(instance, in: book)
        } else {
            peers.tell(.registered, InstanceKey(app: instance.app, id: instance.effectiveID))
        }
        return .empty(.noContent, revision: book.revision)
    }

    /// `PUT apps/{app}/{id}`: the body and the client's status mean nothing.
    @Sendable
    func renew(_ request: Request, _ context: RegistryRequestContext) async throws -> Response {
        let key = request.key(context)
        guard !request.isReplicated else {
            return await PeerRoutes(book: book, peers: peers).renew(key, request)
        }
        return renew(key, request.queryPairs).response
    }

    /// A heartbeat from the instance itself.
    func renew(_ key: InstanceKey, _ query: QueryPairs) -> Answer {
        guard let dirty = query.lastDirtyTimestamp else { return .empty(.badRequest) }
        switch book.heartbeat(key, lastDirtyTimestamp: dirty.value) {
        case .renewed:
            peers.tell(.renewed, key)
            return .empty(.ok)
        case .unknown, .outdated: return .empty(.notFound)
        }
    }

    /// `DELETE apps/{app}/{id}`
    @Sendable
    func cancel(_ request: Request, _ context: RegistryRequestContext) async throws -> Response {
        let key = request.key(context)
        guard await book.cancel(key) else { return .empty(.notFound) }
        if !request.isReplicated { peers.tell(.cancelled, key) }
        return .empty(.ok, revision: book.revision)
    }

    private static func utf8(fromLatin1 bytes: ByteBufferView) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity(bytes.count)
        for byte in bytes {
            if byte < 0x80 {
                text.append(byte)
            } else {
                text.append(0xC0 | byte >> 6)
                text.append(0x80 | byte & 0x3F)
            }
        }
        return text
    }
}

extension Request {
    func key(_ context: RegistryRequestContext) -> InstanceKey {
        InstanceKey(app: parameter("app", context), id: parameter("id", context))
    }
}
