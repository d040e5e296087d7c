import Eureka
import HTTPTypes
import Hummingbird

/// What genuine servers and registries of ours pass on to one another.
struct PeerRoutes: Sendable {
    let book: RegistryBook
    let peers: Peers

    /// `POST peerreplication/batch`
    @Sendable
    func batch(_ request: Request, _ context: RegistryRequestContext) async throws -> Response {
        guard let type = ContentTypeHeader(request.headers[.contentType]), type.format == .json, request.hasKnownCoding
        else {
            return .empty(.unsupportedMediaType)
        }
        let limit = ReplicationBatch.maximumBodySize
        guard let body = try await request.document(upTo: limit) else {
            return .empty(.contentTooLarge)
        }
        let items: [ReplicationItem?]
        do throws(WireError) {
            items = try ReplicationBatch.items(from: body.readableBytesView)
        } catch {
            return .empty(.badRequest)
        }
        guard items.count <= ReplicationBatch.maximumItems else { return .empty(.contentTooLarge) }
        let calls = ReplicatedCalls(book: book, peers: peers)
        guard let answer = await calls.answer(items) else { return .empty(.serviceUnavailable) }
        return .document(ByteBuffer(bytes: answer.encoded()), .json)
    }

    /// `PUT asg/{name}/status`: as a server that knows nothing of Amazon's scaling groups.
    @Sendable
    func scalingGroup(_ request: Request, _ context: RegistryRequestContext) async throws -> Response {
        .empty(.badRequest)
    }

    /// `PUT apps/{app}/{id}` from a peer.
    func renew(_ key: InstanceKey, _ request: Request) async -> Response {
        let query = request.queryPairs
        guard let dirty = query.lastDirtyTimestamp else { return .empty(.badRequest) }
        var order: EurekaStatus?
        if let text = query["overriddenstatus"] {
            order = EurekaStatus(rawValue: text)
            guard order != nil else { return .empty(.badRequest) }
        }
        switch await book.renewReplicated(key, lastDirtyTimestamp: dirty.value, order: order) {
        case .renewed: return .empty(.ok)
        case .unknown, .outdated: return .empty(.notFound)
        case .conflict(let instance):
            let format: WireFormat = request.headers[.accept]?.contains("xml") == true ? .xml : .json
            let body = ByteBuffer(bytes: EurekaCodec.encode(instance, format: format))
            return .document(body, format, status: .conflict)
        }
    }
}

extension Request {
    /// Whether a peer passes this call on: then it is passed on no further. Exactly `true`, as in Eureka.
    var isReplicated: Bool { headers[.discoveryReplication] == "true" }
}
