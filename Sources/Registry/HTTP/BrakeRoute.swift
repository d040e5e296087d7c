import Eureka
import HTTPTypes
import Hummingbird
import Logging

/// `POST /registry/brake/release`: somebody who has looked says that the instances held after a mass loss are gone.
///
/// For this replica only: each holds what it heard of itself, so whoever means all of them asks each. Only JSON is taken,
/// which no page of another site can make a browser send.
struct BrakeRoute: Sendable {
    let book: RegistryBook

    private static let bodyLimit = 16 * 1024

    @Sendable
    func release(_ request: Request, _ context: RegistryRequestContext) async throws -> Response {
        guard ContentTypeHeader(request.headers[.contentType])?.format == .json, request.hasKnownCoding else {
            return .empty(.unsupportedMediaType)
        }
        guard let body = try await request.document(upTo: Self.bodyLimit) else {
            return .empty(.contentTooLarge)
        }
        guard let order = try? BrakeRelease(decoding: body.readableBytesView) else { return .empty(.badRequest) }
        // Nothing may be taken out that cannot be written.
        guard !book.isStoreAway else { return .empty(.serviceUnavailable) }
        let released = book.releaseBrake()
        var metadata: Logger.Metadata = [
            LogKeys.count: "\(released)", "by": "\(order.by)", "why": "\(order.why)",
            LogKeys.address: "\(context.remoteAddress)",
        ]
        // What was shown, beside what was said.
        if book.configuration.access != nil {
            metadata["principal"] = BasicCredential(header: request.headers[.authorization] ?? "").map { "\($0.user)" }
        }
        book.logger.warning("Those held after a mass loss were released", metadata: metadata)
        return .document(ByteBuffer(bytes: BrakeRelease.answer(released)), .json, revision: book.revision)
    }
}
