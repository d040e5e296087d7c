public import Hummingbird

/// What monitoring asks any role for: `/metrics`, `/healthz`, `/readyz`.
///
/// - `/metrics`: Prometheus' text format 0.0.4.
/// - `/healthz`: 200 `ok` as long as the process answers.
/// - `/readyz`: 200 `ok`, or 503 with the names of the failing checks, never with reasons.
public struct AdminRoutes: Sendable {
    private let metrics: PrometheusRegistry
    private let health: HealthChecks

    /// Routes over these measurements and checks.
    public init(metrics: PrometheusRegistry, health: HealthChecks) {
        self.metrics = metrics
        self.health = health
    }

    /// Adds the three routes to a router.
    public func mount<Context: RequestContext>(on router: some RouterMethods<Context>) {
        router.get("/metrics") { _, _ in
            Self.response(.ok, metrics.exposition(), contentType: Exposition.contentType)
        }
        router.get("/healthz") { _, _ in
            Self.response(.ok, "ok\n")
        }
        router.get("/readyz") { _, _ in
            let report = await health.report()
            return report.isReady
                ? Self.response(.ok, "ok\n")
                : Self.response(.serviceUnavailable, "failing: \(report.failing.joined(separator: ", "))\n")
        }
    }

    private static func response(
        _ status: HTTPResponse.Status,
        _ text: String,
        contentType: String = "text/plain; charset=utf-8"
    ) -> Response {
        Response(
            status: status,
            headers: [.contentType: contentType, .cacheControl: "no-store"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text))
        )
    }
}
