import AsyncHTTPClient
import Eureka
import MetricsTestKit
import NIOCore
import NIOHTTP1
import Registry
import TestSupport
import Testing

@Suite("Starting and listening")
struct StartTests {
    @Test("A body that does not arrive in time ends the request")
    func slowBody() async throws {
        try await withRegistry(configuration: .free.with(\.requestTimeout, .milliseconds(200))) {
            registry async throws in
            var request = HTTPClientRequest(url: registry.root + "/eureka/apps/A")
            request.method = .POST
            request.headers.add(name: "Content-Type", value: "application/json")
            let stalled = AsyncStream<ByteBuffer> { $0.yield(ByteBuffer(string: "{")) }
            request.body = .stream(stalled, length: .unknown)
            let start = ContinuousClock.now
            // Answered, or closed while the body is still being sent.
            let response = try? await registry.http.execute(request, timeout: .seconds(10))
            #expect(response?.status == .requestTimeout || response == nil)
            #expect(ContinuousClock.now - start < .seconds(5))
        }
    }

    @Test("Counts registrations, renewals, status changes and instances")
    func metrics() async throws {
        let metrics = TestMetrics()
        try await withRegistry(metrics: metrics) { registry async throws in
            let info = InstanceInfo(app: "A", id: "a", hostName: "h", ipAddress: "1.1.1.1", port: 80)
            try await registry.client.register(info)
            _ = try await registry.client.heartbeat(app: "A", id: "a", status: .up, lastDirtyTimestamp: 0)
            _ = try await registry.client.heartbeat(app: "A", id: "x", status: .up, lastDirtyTimestamp: 0)
            try await registry.client.setStatus(app: "A", id: "a", to: .down, epoch: nil)
            func total(_ name: String, _ dimensions: [(String, String)] = []) throws -> Int64 {
                try metrics.expectCounter("bluegreen_registry_\(name)_total", dimensions).totalValue
            }
            #expect(try total("registrations") == 1)
            #expect(try total("renewals", [("result", "renewed")]) == 1)
            #expect(try total("renewals", [("result", "unknown")]) == 1)
            #expect(try total("status_changes", [("result", "done")]) == 1)
            #expect(try total("evictions") == 0)
            try await eventually("the gauge follows") {
                try metrics.expectGauge("bluegreen_registry_instances", [("status", "DOWN")]).lastValue == 1
            }
        }
    }

    @Test("A registry that is full says so, and still serves those it has")
    func full() async throws {
        try await withRegistry(configuration: .free.with(\.maximumInstances, 1)) { registry async throws in
            let info = InstanceInfo(app: "A", id: "a", hostName: "h", ipAddress: "1.1.1.1", port: 80)
            try await registry.client.register(info)
            await #expect {
                try await registry.client.register(
                    InstanceInfo(app: "A", id: "b", hostName: "h", ipAddress: "1.1.1.1", port: 80))
            } throws: { ($0 as? EurekaError)?.code == .unavailable }
            try await registry.client.register(info)
        }
    }
}
