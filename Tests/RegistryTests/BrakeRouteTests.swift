import Eureka
import InMemoryLogging
import Logging
import Metrics
import MetricsTestKit
import NIOHTTP1
import TestSupport
import Testing

@Suite("Releasing the brake after a mass loss")
struct BrakeRouteTests {
    private static let path = "/registry/brake/release"
    private static let json = ["Content-Type": "application/json"]

    /// A registry that holds instances which nobody hears of any more; it believes the first loss.
    private func withHolding(
        logger: Logger = quiet, metrics: any MetricsFactory = NOOPMetricsHandler.instance,
        _ body: (_ registry: TestRegistry, _ held: Int) async throws -> Void
    ) async throws {
        try await withRegistry(metrics: metrics, logger: logger) { registry async throws in
            try await body(registry, try await lose("i", registry))
        }
    }

    /// Registers five that are never heard of again; how many of them are held.
    private func lose(_ prefix: String, _ registry: TestRegistry) async throws -> Int {
        for number in 0..<5 {
            var info = InstanceInfo(app: "SVC", id: "\(prefix)\(number)", hostName: "h", ipAddress: "1.1.1.1", port: 80)
            info.lease.durationSeconds = 1
            try await registry.client.register(info)
        }
        try await eventually("those left are held") {
            let state = try await registry.state()
            return state.map { $0.held >= 4 && $0.held == $0.instances } ?? false
        }
        return try await registry.state()?.held ?? 0
    }

    @Test("They are taken out at once, with who and why in the log; what comes later is judged as ever")
    func released() async throws {
        let handler = InMemoryLogHandler()
        try await withHolding(logger: Logger(label: "test") { _ in handler }) { registry, held async throws in
            let count = try await registry.client.releaseBrake(BrakeRelease(by: "maria", why: "rack 3 is off"))
            #expect(count == held)
            #expect(try await registry.client.applications().applications.isEmpty)
            #expect(try await registry.state()?.held == 0)
            let entry = handler.entries.first { "\($0.message)" == "Those held after a mass loss were released" }
            let told = entry?.metadata ?? [:]
            #expect(told["by"] == "maria" && told["why"] == "rack 3 is off" && told["count"] == "\(held)")
            #expect(try await registry.client.releaseBrake(BrakeRelease(by: "maria", why: "again")) == 0)
            #expect(try await lose("n", registry) >= 4)
        }
    }

    @Test("While they are held the registry looks at them a few times a second, no more")
    func looks() async throws {
        let metrics = TestMetrics()
        try await withHolding(metrics: metrics) { registry, _ async throws in
            func looks() throws -> Int { try metrics.expectGauge("bluegreen_registry_held_instances").values.count }
            let before = try looks()
            let revision = try await registry.state()?.revision ?? 0
            #expect(try await registry.send(.GET, "/registry/watch?revision=\(revision)&seconds=1").status == 204)
            #expect(try looks() - before <= 5)
        }
    }

    @Test("Whoever came back in time stays")
    func returned() async throws {
        try await withHolding { registry, _ async throws in
            var info = InstanceInfo(app: "SVC", id: "i4", hostName: "h", ipAddress: "1.1.1.1", port: 80)
            info.lease.durationSeconds = 90
            try await registry.client.register(info)
            _ = try await registry.client.releaseBrake(BrakeRelease(by: "maria", why: "x"))
            #expect(
                try await registry.client.applications().applications.flatMap(\.instances).map(\.effectiveID) == ["i4"])
        }
    }

    @Test("Only JSON that says who and why is taken, and nothing is released otherwise")
    func refused() async throws {
        try await withHolding { registry, held async throws in
            let whole = Array(#"{"by":"maria","why":"x"}"#.utf8)
            for type in ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"] {
                let answer = try await registry.send(.POST, Self.path, ["Content-Type": type], body: whole)
                #expect(answer.status == 415 && answer.body.isEmpty)
            }
            let long = String(repeating: "x", count: 600)
            for text in ["", "{}", "[]", #"{"by":"maria"}"#, #"{"by":"","why":"x"}"#, #"{"by":"m","why":"\#(long)"}"#] {
                let answer = try await registry.send(.POST, Self.path, Self.json, body: Array(text.utf8))
                #expect(answer.status == 400 && answer.body.isEmpty, "\(text)")
            }
            let large = Array(repeating: UInt8(ascii: " "), count: 20_000)
            #expect(try await registry.send(.POST, Self.path, Self.json, body: large).status == 413)
            #expect(try await registry.send(.GET, Self.path).status == 405)
            #expect(try await registry.state()?.held == held)
        }
    }
}
