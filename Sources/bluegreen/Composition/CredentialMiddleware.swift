import Hummingbird

/// Asks callers for user and password, except on the paths that monitoring calls.
struct CredentialMiddleware<Context: RequestContext>: RouterMiddleware {
    let credential: ListenCredential

    private static var openPaths: [String] { ["/healthz", "/readyz", "/metrics"] }

    func handle(
        _ request: Request, context: Context,
        next: @concurrent (Request, Context) async throws -> Response
    ) async throws -> Response {
        if Self.openPaths.contains(request.uri.path) || credential.admits(request.headers[.authorization]) {
            return try await next(request, context)
        }
        return Response(status: .unauthorized, headers: [.wwwAuthenticate: "Basic realm=\"bluegreen\""])
    }
}
