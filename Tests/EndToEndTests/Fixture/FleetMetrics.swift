import Hummingbird
import Logging
import NIOConcurrencyHelpers

/// The `/metrics` of a whole fleet: green answers a hundred requests a second, some of them with an error.
final class FleetMetrics: Sendable {
    private let start: ContinuousClock.Instant = .now
    private let share: Double

    /// - Parameter share: of 1, how many requests fail.
    init(failing share: Double) {
        self.share = share
    }

    private var exposition: String {
        let elapsed = ContinuousClock.now - start
        let seconds = Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) / 1e18
        let failed = seconds * 100 * share
        return """
            # TYPE http_requests_total counter
            http_requests_total{app="service-client",color="green",code="200"} \(seconds * 100 - failed)
            http_requests_total{app="service-client",color="green",code="500"} \(failed)

            """
    }

    /// Serves on a free port until `body` returns.
    func serve(_ body: @escaping @Sendable (_ port: Int) async throws -> Void) async throws {
        let (ports, told) = AsyncStream.makeStream(of: Int.self)
        let router = Router()
        router.get("/metrics") { _, _ in self.exposition }
        let app = Application(
            router: router, configuration: .init(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { told.yield($0.localAddress?.port ?? 0) },
            logger: Logger(label: "fleet") { _ in SwiftLogNoOpLogHandler() })
        try await withThrowingTaskGroup(of: Bool.self) { group in
            group.addTask {
                try await app.run()
                return false
            }
            group.addTask {
                for await port in ports {
                    try await body(port)
                    break
                }
                return true
            }
            defer { group.cancelAll() }
            while let isDone = try await group.next(), !isDone {}
        }
    }
}
