import Metrics
import Subprocess
import Telemetry
import Testing

@Suite("Prometheus itself")
struct PromtoolTests {
    @Test("promtool finds nothing wrong with the exposition")
    func accepts() async throws {
        let registry = PrometheusRegistry()
        for name in ["bluegreen_requests", "bluegreen_weird.name", "bluegreen_fleet_instances", "bluegreen_call"] {
            registry.describe(name, "What it is: \"quoted\", back\\slash\nand a line break.")
        }
        for color in ["blue", "green", "a \"b\" \\ \n c", ""] {
            Counter(label: "bluegreen_requests", dimensions: [("color", color)], factory: registry).increment()
            Meter(label: "bluegreen_fleet_instances", dimensions: [("color", color)], factory: registry).set(-1.5)
            Timer(label: "bluegreen_call", dimensions: [("color", color)], factory: registry).recordNanoseconds(12_345)
        }
        Gauge(label: "bluegreen_weird.name", factory: registry).record(Double.infinity)

        let result = try await run(
            .name("promtool"),
            arguments: ["check", "metrics"],
            input: .string(registry.exposition()),
            output: .string(limit: 65_536),
            error: .string(limit: 65_536)
        )
        #expect(result.terminationStatus == .exited(0), "\(result.standardOutput)\(result.standardError)")
    }
}
