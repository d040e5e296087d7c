import Hummingbird

/// What the other replicas tell: whose heartbeats they heard.
struct RenewalsRoute: Sendable {
    let book: RegistryBook

    /// Room for the longest ids in a full message.
    private static let bodyLimit = 4 * 1024 * 1024

    /// `POST /registry/renewals`
    @Sendable
    func take(_ request: Request, _ context: RegistryRequestContext) async throws -> Response {
        guard let body = try await request.document(upTo: Self.bodyLimit),
            let batch = try? RenewalBatch(decoding: Array(body.readableBytesView))
        else { return .empty(.badRequest) }
        book.take(batch)
        return .empty(.noContent)
    }
}
