import Eureka
import HTTPTypes
import Hummingbird

/// All paths of the registry.
struct RegistryRoutes {
    let book: RegistryBook
    var peers = Peers()
    /// Nil when nobody is asked for credentials.
    var access: AccessMiddleware?

    func router() -> Router<RegistryRequestContext> {
        let router = Router(context: RegistryRequestContext.self, options: [.autoGenerateHeadEndpoints])
        router.add(middleware: FrameMiddleware(book: book))
        if let access { router.add(middleware: access) }
        let table = RouteTable(router: router)
        let listings = ListingRoutes(book: book)
        let instances = InstanceRoutes(book: book, peers: peers)
        let statuses = StatusRoutes(book: book, peers: peers)
        table.add("/apps", [(.get, listings.applications)])
        table.add("/apps/{app}", [(.get, listings.application), (.post, instances.register)])
        table.add(
            "/apps/{app}/{id}",
            [(.get, listings.instance), (.put, instances.renew), (.delete, instances.cancel)]
        )
        table.add("/apps/{app}/{id}/status", [(.put, statuses.set), (.delete, statuses.remove)])
        table.add("/apps/{app}/{id}/metadata", [(.put, statuses.putMetadata)])
        table.add("/instances", [])
        table.add("/instances/{id}", [(.get, listings.instanceAnywhere)])
        table.add("/vips/{vip}", [(.get, listings.vip)])
        table.add("/svips/{vip}", [(.get, listings.secureVIP)])
        let replication = PeerRoutes(book: book, peers: peers)
        table.add("/peerreplication/batch", [(.post, replication.batch)])
        table.add("/asg/{name}/status", [(.put, replication.scalingGroup)])
        let replicas = ReplicaRoutes(book: book)
        table.addOnce("/registry/readers", [(.get, replicas.readers)])
        table.addOnce("/registry/state", [(.get, replicas.state)])
        table.addOnce("/registry/watch", [(.get, replicas.watch)])
        table.addOnce("/registry/changes", [(.get, ChangesRoute(book: book).stream)])
        table.addOnce("/registry/renewals", [(.post, replicas.renewals)])
        table.addOnce("/registry/brake/release", [(.post, BrakeRoute(book: book).release)])
        let page = PageRoutes(book: book)
        table.addOnce("/", [(.get, page.page)])
        table.addOnce(PageStyle.path, [(.get, page.style)])
        return router
    }
}
