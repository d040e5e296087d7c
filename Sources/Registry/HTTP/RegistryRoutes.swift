import Eureka
import HTTPTypes
import Hummingbird

/// All paths of the registry.
struct RegistryRoutes {
    let book: RegistryBook

    func router() -> Router<RegistryRequestContext> {
        let router = Router(context: RegistryRequestContext.self, options: [.autoGenerateHeadEndpoints])
        router.add(middleware: FrameMiddleware(book: book))
        let table = RouteTable(router: router)
        let listings = ListingRoutes(book: book)
        let instances = InstanceRoutes(book: book)
        let statuses = StatusRoutes(book: book)
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
        let book = self.book
        table.addOnce(
            "/registry/readers",
            [
                (
                    .get,
                    { _, _ in
                        let readers = book.readers
                        return .document(ByteBuffer(bytes: readers.encoded()), .json, revision: readers.revision)
                    }
                )
            ]
        )
        return router
    }
}
