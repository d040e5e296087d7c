import Eureka
import HTTPTypes
import Hummingbird

/// What gateways have counted, for the controllers that judge a rollout by it.
struct GatewayRoutes: Sendable {
    let book: RegistryBook

    /// `GET /registry/gateways`
    @Sendable
    func list(_ request: Request, _ context: RegistryRequestContext) async throws -> Response {
        .document(ByteBuffer(bytes: book.gatewayReports.encoded()), .json)
    }

    /// `PUT /registry/gateways/{name}`: the whole report of one gateway, in place of its last one.
    @Sendable
    func put(_ request: Request, _ context: RegistryRequestContext) async throws -> Response {
        guard ContentTypeHeader(request.headers[.contentType])?.format == .json, request.hasKnownCoding else {
            return .empty(.unsupportedMediaType)
        }
        guard let body = try await request.document(upTo: GatewayReport.maximumSize) else {
            return .empty(.contentTooLarge)
        }
        guard let report = try? GatewayReport(decoding: body.readableBytesView),
            report.name == request.parameter("name", context)
        else { return .empty(.badRequest) }
        guard book.take(report) else { return .empty(.serviceUnavailable) }
        return .empty(.noContent)
    }
}
