import HTTPTypes
import Hummingbird

/// Answers 503 with an empty body until everything kept has been read: an empty registry would make every client forget
/// what it knows.
struct LoadedMiddleware: RouterMiddleware {
    let book: RegistryBook

    func handle(
        _ request: Request,
        context: RegistryRequestContext,
        next: @concurrent (Request, RegistryRequestContext) async throws -> Response
    ) async throws -> Response {
        let path = request.uri.path
        guard book.isLoaded || !(path.hasPrefix("/eureka") || path.hasPrefix("/registry")) else {
            return .empty(.serviceUnavailable)
        }
        do {
            return try await next(request, context)
        } catch let error as HTTPError {
            // Without the body Hummingbird would give it: clients stumble over one.
            return .empty(error.status)
        }
    }
}
