import AsyncHTTPClient
import Coordination
import Eureka
import Logging
import NIOConcurrencyHelpers
import NIOCore
import NIOHTTP1
import RolloutCore
import TestSupport
import Testing

@Suite("A canary that is measured", .serialized)
struct AnalysisTests {
    private static let ratio = """
        sum(rate(http_requests_total{app="{{app}}",color="{{color}}",code=~"5.."}[4s])) \
        / sum(rate(http_requests_total{app="{{app}}",color="{{color}}"}[4s]))
        """

    private static func policy(allow: String, query: String = ratio) -> String {
        """
        batches: [1, 100%]
        bake: 2s
        analysis:
          - {name: errors, prometheus: '\(query)', allow: "\(allow)", interval: 1s, consecutive: 2}
        """
    }

    /// A fleet whose green answers one request of twenty with an error, and a real Prometheus that scrapes it.
    private func withPrometheus(_ body: @escaping @Sendable (Deployment) async throws -> Void) async throws {
        try await FleetMetrics(failing: 0.05).serve { port in
            let server = try await PrometheusServer(targets: ["127.0.0.1:\(port)"])
            do {
                try await eventually("Prometheus is ready") {
                    let request = HTTPClientRequest(url: server.address + "/-/ready")
                    return try await HTTPClient.shared.execute(request, timeout: .seconds(2)).status == .ok
                }
                var options = Deployment.Options()
                options.environments["controller"] = ["BLUEGREEN_CONTROLLER_PROMETHEUS": server.address]
                try await withSettledDeployment(options, body)
            } catch {
                await server.end()
                throw error
            }
            await server.end()
        }
    }

    @Test("Goes back by itself when a real Prometheus finds 5 % errors, and takes over when that is allowed")
    func errors() async throws {
        try await withPrometheus { deployment in
            try await deployment.setPolicy(Self.policy(allow: "< 1%"))
            deployment.proxy.forget()
            try await deployment.set("green")
            try await ended(deployment, 1)
            try await deployment.awaitServing(.blue)
            let entry = try #require(try await deployment.history().first)
            #expect(entry.outcome == .rolledBack)
            #expect(
                entry.reason.contains("errors of green ") && entry.reason.contains(", allowed < 1 %"), "\(entry.reason)"
            )
            let check = try #require(entry.checks?.first)
            #expect(check.verdict == .fail)
            #expect((0.03...0.07).contains(check.value ?? 0), "\(check)")
            let audit = Audit(up: deployment.fleet.ids.blue, events: deployment.proxy.events)
            #expect(audit.violations == [])
            #expect(audit.lowest == 3)
            let shown = try await deployment.run(["history", "show", "last"])
            #expect(shown.output.contains("✖ fail") && shown.output.contains("< 1 %"), "\(shown.output)")
            #expect(shown.output.contains("not counted: no gateway reported"), "\(shown.output)")
            let leader = try await deployment.leader()
            let metrics = try await deployment.metrics(of: leader)
            let name = "bluegreen_analysis_measurements_total{app=\"service-client\",verdict=\"fail\"}"
            #expect((metrics[name] ?? 0) >= 2, "\(metrics.filter { $0.key.contains("analysis") })")

            try await deployment.setPolicy(Self.policy(allow: "< 10%"))
            try await deployment.set("green")
            try await deployment.awaitServing(.green)
            #expect(try await deployment.history().first?.checks?.map(\.verdict) == [.pass, .pass])
        }
    }

    @Test("Holds when a real Prometheus finds nothing, until somebody decides")
    func nothing() async throws {
        try await withPrometheus { deployment in
            try await deployment.setPolicy(
                Self.policy(allow: "< 1%", query: "sum(nobody_has_this{color=\"{{color}}\"})"))
            try await deployment.set("green")
            try await eventually(within: .seconds(40), "the bake's time is over") {
                try await deployment.record()?.reason.sentence
                    == "baking batch 1 of 2 of green for 2s: errors is inconclusive: the query finds nothing"
            }
            let shown = try await deployment.run(["status"])
            #expect(
                shown.output.contains("? errors no data: the query finds nothing, allowed < 1 %"), "\(shown.output)")
            let json = try await deployment.run(["status", "-o", "json"])
            #expect(json.output.contains("\"inconclusive\""), "\(json.output)")
            let promoted = try await deployment.run(["promote", "-m", "nobody uses it at night"])
            #expect(promoted.output.contains("although errors is inconclusive"), "\(promoted.output)")
            try await eventually(within: .seconds(40), "the last batch is baked") {
                try await deployment.record()?.rollout?.phase == .baking
            }
            _ = try await deployment.run(["abort", "-m", "enough"])
            try await deployment.awaitServing(.blue)
            let entry = try #require(try await deployment.history().first)
            #expect(entry.checks?.first?.verdict == .inconclusive)
        }
    }

    @Test("Is judged by what gateways count, also by a leader that takes over in the middle; the receipt tells it")
    func gateways() async throws {
        try await withSettledDeployment { deployment in
            try await deployment.setPolicy(
                """
                batches: [1, 100%]
                bake: 2s
                analysis: [{name: errors, gateway: errors, allow: < 1%, interval: 1s, minRequests: 50, consecutive: 2}]
                """)
            let traffic = try Traffic(deployment)
            try await traffic.put(green: 1_000, failed: 1_000)
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await traffic.flow() }
                try await deployment.set("green")
                try await deployment.awaitPhase(.baking)
                let leader = try await deployment.leader()
                await deployment.process(leader)?.kill()
                try await deployment.awaitServing(.green)
                let entry = try #require(try await deployment.history().first)
                #expect(entry.checks?.map(\.verdict) == [.pass, .pass])
                #expect(entry.traffic?.gateways == 1)
                #expect(entry.traffic?.counts.green.failed == 0)
                #expect((entry.traffic?.counts.green.requests ?? 0) >= 50)
                let shown = try await deployment.run(["history", "show", "last"])
                #expect(shown.output.contains("0 cut; by 1 gateway"), "\(shown.output)")

                // Back, and forward once more: this time green fails.
                try await deployment.set("blue")
                try await deployment.awaitServing(.blue)
                traffic.fails.withLockedValue { $0 = true }
                try await deployment.set("green")
                try await ended(deployment, 3)
                try await deployment.awaitServing(.blue)
                let failed = try #require(try await deployment.history().first)
                #expect(failed.outcome == .rolledBack)
                #expect(failed.reason.contains("errors of green ") && failed.reason.contains(", allowed < 1 %"))
                #expect((failed.traffic?.counts.green.failed ?? 0) > 0)
                group.cancelAll()
                while (try? await group.next()) != nil {}
            }
        }
    }

    private func ended(_ deployment: Deployment, _ count: Int) async throws {
        do {
            try await eventually(within: .seconds(60), "rollout \(count) has ended") {
                try await deployment.history().count == count
            }
        } catch {
            throw Deployment.Failure(
                "\(error)\n\(try await deployment.record()?.reason.sentence ?? "")\n\(deployment.logs)")
        }
    }
}

/// A gateway that reports to the registry, as one beside HAProxy does.
private final class Traffic: Sendable {
    private let client: EurekaClient
    private let counters = NIOLockedValueBox(GatewayCounters())
    /// Whether one request of ten fails from now on.
    let fails = NIOLockedValueBox(false)

    init(_ deployment: Deployment) throws {
        client = try EurekaClient(
            baseURL: "http://127.0.0.1:\(deployment.registryPort)/eureka", httpClient: .shared, role: .gateway,
            logger: Logger(label: "gateway"))
    }

    func put(green requests: Int64, failed: Int64) async throws {
        let green = counters.withLockedValue { counters in
            counters.requests += requests
            counters.failedResponses += failed
            return counters
        }
        let report = GatewayReport(
            name: "edge-1", run: "1", at: green.requests,
            apps: ["service-client": ["blue": GatewayCounters(requests: green.requests), "green": green]])
        try await client.put(report)
    }

    /// A report every fifth of a second, until it is cancelled.
    func flow() async throws {
        while (try? await Task.sleep(for: .milliseconds(200))) != nil {
            try? await put(green: 20, failed: fails.withLockedValue { $0 } ? 2 : 0)
        }
    }
}
