import HTTPTypes
import Hummingbird

/// Adds one path with all its methods, with and without what Eureka's clients write around it.
///
/// A method the path does not have is answered 405 with `Allow`, OPTIONS 204 with `Allow`, and HEAD as GET.
struct RouteTable {
    typealias Handler = @Sendable (Request, RegistryRequestContext) async throws -> Response

    static let mounts = ["/eureka", "/eureka/v2"]
    private static let methods: [HTTPRequest.Method] = [.get, .post, .put, .delete, .patch]

    let router: Router<RegistryRequestContext>

    /// Under both mounts.
    func add(_ path: String, _ handlers: [(HTTPRequest.Method, Handler)]) {
        for mount in Self.mounts { addOnce(mount + path, handlers) }
    }

    /// At exactly this path.
    func addOnce(_ path: String, _ handlers: [(HTTPRequest.Method, Handler)]) {
        let path = RouterPath(path)
        var names = handlers.map(\.0.rawValue)
        if names.contains("GET") { names.append("HEAD") }
        let allow = (names + ["OPTIONS"]).joined(separator: ", ")
        for (method, handler) in handlers { router.on(path, method: method, use: handler) }
        for method in Self.methods where !handlers.contains(where: { $0.0 == method }) {
            router.on(path, method: method) { _, _ in Response.empty(.methodNotAllowed, allow: allow) }
        }
        router.on(path, method: .options) { _, _ in Response.empty(.noContent, allow: allow) }
    }
}
