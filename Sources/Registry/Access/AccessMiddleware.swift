import HTTPTypes
import Hummingbird

/// Lets through who has the right that the path and method need; answers 401, 403 and 503 with empty bodies, on which
/// Eureka's clients insist.
struct AccessMiddleware: RouterMiddleware {
    let access: AccessControl
    let refusals: RefusalLog

    func handle(
        _ request: Request,
        context: RegistryRequestContext,
        next: @concurrent (Request, RegistryRequestContext) async throws -> Response
    ) async throws -> Response {
        let required = RequiredRight(request.method, context.endpointPath)
        if required == .none { return try await next(request.withoutReplicationMark, context) }
        switch await access.verdict(on: request.headers[.authorization]) {
        case .stranger:
            refusals.note(.stranger, request.method, context)
            var response = Response.empty(.unauthorized)
            response.headers[.wwwAuthenticate] = "Basic realm=\"bluegreen\""
            return response
        case .busy:
            refusals.note(.busy, request.method, context)
            return .empty(.serviceUnavailable)
        case .principal(let principal):
            if case .right(let kind) = required {
                let app = context.parameters.get("app") == nil ? nil : request.parameter("app", context)
                guard principal.may(kind, app: app) else {
                    refusals.note(.missing(kind, principal), request.method, context)
                    return .empty(.forbidden)
                }
            }
            let isPeer = principal.may(.peer, app: nil)
            return try await next(isPeer ? request : request.withoutReplicationMark, context)
        }
    }
}

extension Request {
    /// Says no longer that it is a copy from another registry, which changes how it is taken.
    fileprivate var withoutReplicationMark: Request {
        guard headers[.discoveryReplication] != nil else { return self }
        var head = head
        head.headerFields[.discoveryReplication] = nil
        return Request(head: head, body: body)
    }
}
