import Hummingbird
import HummingbirdTesting
import Logging
import Metrics
import NIOConcurrencyHelpers
import Testing

@testable import Telemetry

@Suite("Admin routes")
struct AdminRoutesTests {
    private struct Broken: Error {}

    private func application(_ registry: PrometheusRegistry, _ health: HealthChecks) -> some ApplicationProtocol {
        let router = Router()
        AdminRoutes(metrics: registry, health: health).mount(on: router)
        return Application(router: router)
    }

    @Test("Metrics are served in text format 0.0.4")
    func metrics() async throws {
        let registry = PrometheusRegistry()
        Counter(label: "c", factory: registry).increment()
        let lines = LogLines()
        try await application(registry, HealthChecks(logger: lines.logger(.text))).test(.router) { client in
            try await client.execute(uri: "/metrics", method: .get) { response in
                #expect(response.status == .ok)
                #expect(response.headers[.contentType] == "text/plain; version=0.0.4; charset=utf-8")
                #expect(String(buffer: response.body).contains("\nc_total 1\n"))
            }
        }
    }

    @Test("Readiness names what fails and logs why, once; the process lives all the while")
    func readiness() async throws {
        let lines = LogLines()
        let broken = NIOLockedValueBox(true)
        let health = HealthChecks(logger: lines.logger(.text))
        health.add("zookeeper") { if broken.withLockedValue({ $0 }) { throw Broken() } }
        health.add("registry") {}
        try await application(PrometheusRegistry(), health).test(.router) { client in
            for _ in 1...2 {
                try await client.execute(uri: "/readyz", method: .get) { response in
                    #expect(response.status == .serviceUnavailable)
                    #expect(String(buffer: response.body) == "failing: zookeeper\n")
                }
            }
            try await client.execute(uri: "/healthz", method: .get) { #expect($0.status == .ok) }
            broken.withLockedValue { $0 = false }
            try await client.execute(uri: "/readyz", method: .get) { #expect($0.status == .ok) }
        }
        #expect(lines.written.count == 2)
        #expect(lines.written.first?.contains("Health check failing  check=zookeeper reason=Broken()") == true)
        #expect(lines.written.last?.contains("Health check passing again  check=zookeeper") == true)
    }

    @Test("A check that does not answer fails at its deadline, beside those that do")
    func deadline() async {
        let health = HealthChecks(logger: LogLines().logger(.text))
        health.add("slow", deadline: .milliseconds(20)) { try await ContinuousClock().sleep(for: .seconds(600)) }
        health.add("fast") {}
        let report = await health.report()
        #expect(report == HealthReport(checked: ["fast", "slow"], failing: ["slow"]))
    }
}
