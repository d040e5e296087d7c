import Eureka
import HTTPTypes
import Hummingbird

/// What operators order: a status, its removal, metadata.
struct StatusRoutes: Sendable {
    let book: RegistryBook
    let peers: Peers

    /// `PUT apps/{app}/{id}/status?value=…`
    @Sendable
    func set(_ request: Request, _ context: RegistryRequestContext) async throws -> Response {
        let query = request.queryPairs
        guard let status = query["value"].flatMap(EurekaStatus.init(rawValue:)) else { return .empty(.badRequest) }
        guard let dirty = query.lastDirtyTimestamp else { return .empty(.badRequest) }
        return await change(request, context, .set(status, lastDirtyTimestamp: dirty.value))
    }

    /// `DELETE apps/{app}/{id}/status`
    @Sendable
    func remove(_ request: Request, _ context: RegistryRequestContext) async throws -> Response {
        let query = request.queryPairs
        var hint: EurekaStatus?
        if let text = query["value"] {
            hint = EurekaStatus(rawValue: text)
            guard hint != nil else { return .empty(.badRequest) }
        }
        guard let dirty = query.lastDirtyTimestamp else { return .empty(.badRequest) }
        return await change(request, context, .removeOverride(hint: hint, lastDirtyTimestamp: dirty.value))
    }

    /// `PUT apps/{app}/{id}/metadata?key=value…`
    @Sendable
    func putMetadata(_ request: Request, _ context: RegistryRequestContext) async throws -> Response {
        await change(request, context, .metadata(request.queryPairs.values))
    }

    private func change(
        _ request: Request,
        _ context: RegistryRequestContext,
        _ change: StatusRequest
    ) async -> Response {
        var epoch: Int64?
        if let text = request.headers[.bluegreenEpoch] {
            epoch = Int64(text)
            guard epoch != nil else { return .empty(.badRequest) }
        }
        guard epoch != nil || !book.configuration.requireEpoch else { return .empty(.forbidden) }
        let key = request.key(context)
        switch await book.change(key, change, epoch: epoch) {
        case .done:
            if request.isReplicated { peers.heard(change, key) } else { peers.tell(change.peerChange, key) }
            return .empty(.ok, revision: book.revision)
        case .missing: return .empty(.notFound)
        case .refused: return .empty(.badRequest)
        case .stale: return .empty(.conflict)
        case .unavailable: return .empty(.serviceUnavailable)
        }
    }
}
