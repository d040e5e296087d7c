import Eureka
import HTTPTypes
import Hummingbird

/// All paths of the registry.
struct RegistryRoutes {
    let book: RegistryBook
    var peers = Peers()
    let listings: ListingRoutes
    /// Nil when nobody is asked for credentials.
    var access: AccessMiddleware?

    init(book: RegistryBook, peers: Peers = Peers(), access: AccessMiddleware? = nil) {
        self.book = book
        self.peers = peers
        self.access = access
        listings = ListingRoutes(book: book)
    }

    func router() -> Router<RegistryRequestContext> {
        let router = Router(context: RegistryRequestContext.self, options: [.autoGenerateHeadEndpoints])
        router.add(middleware: FrameMiddleware(book: book))
        if let access { router.add(middleware: access) }
        let table = RouteTable(router: router)
        addEureka(to: table)
        addOwn(to: table)
        return router
    }

    /// What Eureka's clients and servers call.
    private func addEureka(to table: RouteTable) {
        let instances = InstanceRoutes(book: book, peers: peers)
        let statuses = StatusRoutes(book: book, peers: peers)
        let replication = PeerRoutes(book: book, peers: peers)
        table.add("/apps", [(.get, { listings.applications(.init($0, $1)).response })])
        table.add(
            "/apps/{app}",
            [
                (.get, { listings.application($0.parameter("app", $1), .init($0, $1)).response }),
                (.post, instances.register),
            ])
        table.add(
            "/apps/{app}/{id}",
            [
                (.get, { listings.instance($0.key($1), .init($0, $1)).response }),
                (.put, instances.renew), (.delete, instances.cancel),
            ])
        table.add("/apps/{app}/{id}/status", [(.put, statuses.set), (.delete, statuses.remove)])
        table.add("/apps/{app}/{id}/metadata", [(.put, statuses.putMetadata)])
        table.add("/instances", [])
        table.add(
            "/instances/{id}",
            [(.get, { listings.instance(anywhere: $0.parameter("id", $1), .init($0, $1)).response })])
        table.add(
            "/vips/{vip}",
            [(.get, { listings.vip($0.parameter("vip", $1), isSecure: false, .init($0, $1)).response })])
        table.add(
            "/svips/{vip}",
            [(.get, { listings.vip($0.parameter("vip", $1), isSecure: true, .init($0, $1)).response })])
        table.add("/peerreplication/batch", [(.post, replication.batch)])
        table.add("/asg/{name}/status", [(.put, replication.scalingGroup)])
        table.add("/status", [(.get, ServerStatusRoute(book: book).status)])
    }

    /// What our own programs and people ask.
    private func addOwn(to table: RouteTable) {
        let state = StateRoutes(book: book)
        table.addOnce("/registry/readers", [(.get, state.readers)])
        table.addOnce("/registry/readers/{address}", [(.delete, state.forget)])
        table.addOnce("/registry/state", [(.get, state.state)])
        table.addOnce("/registry/watch", [(.get, state.watch)])
        let gateways = GatewayRoutes(book: book)
        table.addOnce("/registry/gateways", [(.get, gateways.list)])
        table.addOnce("/registry/gateways/{name}", [(.put, gateways.put)])
        table.addOnce("/registry/changes", [(.get, ChangesRoute(book: book).stream)])
        table.addOnce("/registry/renewals", [(.post, RenewalsRoute(book: book).take)])
        table.addOnce("/registry/brake/release", [(.post, BrakeRoute(book: book).release)])
        let feeds = FeedRoutes(book: book)
        table.addOnce("/prometheus/sd", [(.get, feeds.prometheus)])
        table.addOnce("/feeds/traefik", [(.get, feeds.traefik)])
        table.addOnce("/v3/discovery:endpoints", [(.post, feeds.envoy)])
        let page = PageRoutes(book: book)
        table.addOnce("/", [(.get, page.page)])
        table.addOnce(PageStyle.path, [(.get, page.style)])
    }
}
