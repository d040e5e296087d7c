import HTTPTypes
import Hummingbird

/// The shell around every route.
///
/// Answers 503 with an empty body until everything kept has been read: an empty registry would make every client forget
/// what it knows.
struct FrameMiddleware: RouterMiddleware {
    let book: RegistryBook

    private static let roots = ["/eureka", "/registry", "/prometheus", "/feeds", "/v3"]

    func handle(
        _ request: Request,
        context: RegistryRequestContext,
        next: @concurrent (Request, RegistryRequestContext) async throws -> Response
    ) async throws -> Response {
        let path = request.uri.path
        // The page says that it is loading, and should look like itself meanwhile.
        let isClients = Self.roots.contains { path.hasPrefix($0) } && path != PageStyle.path
        guard book.isLoaded || !isClients else {
            return .empty(.serviceUnavailable)
        }
        var response: Response
        do {
            response = try await next(request, context)
        } catch let error as HTTPError {
            // Without the body Hummingbird would give it: clients stumble over one.
            response = .empty(error.status)
        }
        // NIO's decoder reads nothing more on a connection after a request with this header, which Apache's client sends
        // on every plain one: the next request would hang, so the client must not send it here.
        if request.headers[.upgrade] != nil { response.headers[.connection] = "close" }
        return response
    }
}
