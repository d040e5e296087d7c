import Eureka
import NIOHTTP1

/// Answers heartbeats and listings from memory at once, before anything else is done with them.
///
/// Nearly all that a registry is asked is one of these. By the router each takes three times as long (decision record
/// 13). Whatever is not plain is left to the router, which answers the same by the same routes.
struct ImmediateAnswers: Sendable {
    private let book: RegistryBook
    private let instances: InstanceRoutes
    private let listings: ListingRoutes
    private let access: AccessControl?

    init(_ routes: RegistryRoutes) {
        book = routes.book
        instances = InstanceRoutes(book: routes.book, peers: routes.peers)
        listings = routes.listings
        access = routes.access?.access
    }

    /// Whether a request with this head may be answered here if it has no body.
    func mayAnswer(_ head: HTTPRequestHead) -> Bool {
        head.version == .http1_1 && (head.method == .PUT || head.method == .GET)
    }

    /// Nil when it is for the router.
    func answer(_ head: HTTPRequestHead, address: String) -> Answer? {
        let uri = head.uri[...]
        let pathEnd = uri.utf8.firstIndex(of: UInt8(ascii: "?"))
        guard let path = ImmediatePath(uri[..<(pathEnd ?? uri.endIndex)]), book.isLoaded else { return nil }
        let query = pathEnd.map { uri[uri.utf8.index(after: $0)...] } ?? ""
        guard let request = MemoryRequest(head, query: query, address: address) else { return nil }
        switch (head.method, path) {
        case (.PUT, .instance(let app, let id)):
            let key = InstanceKey(app: String(app), id: String(id))
            guard mayProceed(request, .register, app: key.app) else { return nil }
            return instances.renew(key, request.query)
        case (.GET, .everything):
            guard mayProceed(request, .read) else { return nil }
            return listings.applications(request)
        case (.GET, .app(let app)):
            guard mayProceed(request, .read, app: String(app)) else { return nil }
            return listings.application(String(app), request)
        case (.GET, .instance(let app, let id)):
            guard mayProceed(request, .read, app: String(app)) else { return nil }
            return listings.instance(InstanceKey(app: String(app), id: String(id)), request)
        default: return nil
        }
    }

    /// Whether the sender is known to have the right; everybody else is looked at and refused by the middleware.
    private func mayProceed(_ request: MemoryRequest, _ right: Right.Kind, app: String? = nil) -> Bool {
        guard let access else { return true }
        return access.verified(request.authorization)?.may(right, app: app) ?? false
    }
}
