import Hummingbird
import Telemetry

/// A router with `/metrics`, `/healthz` and `/readyz`, and credentials for everything else where there are any.
enum AdminRouter {
    static func make(_ process: RoleProcess) throws -> Router<BasicRequestContext> {
        let router = Router(context: BasicRequestContext.self)
        if let credential = try process.settings.listenCredential() {
            router.add(middleware: CredentialMiddleware(credential: credential))
        }
        AdminRoutes(metrics: process.metrics, health: process.health).mount(on: router)
        return router
    }
}
