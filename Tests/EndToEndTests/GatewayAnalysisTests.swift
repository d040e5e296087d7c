import Eureka
import RolloutCore
import TestSupport
import Testing

@Suite("A canary that HAProxy counts", .serialized)
struct GatewayAnalysisTests {
    @Test("Goes back by itself when one answer of twenty is an error, and the receipt has what HAProxy counted")
    func errors() async throws {
        try await withGateway { rig in
            try await rig.deployment.setPolicy(
                """
                batches: [1, 100%]
                bake: 3s
                analysis: [{name: errors, gateway: errors, allow: < 1%, interval: 1s, minRequests: 50, consecutive: 2}]
                """)
            let load = Load(port: rig.proxy.port)
            try await load.run {
                for instance in rig.instances where instance.color == .green { instance.setError(every: 20) }
                try await rig.deployment.set("green")
                try await eventually(within: .seconds(60), "it went back") {
                    try await rig.deployment.history().first?.outcome == .rolledBack
                }
                try await rig.awaitApplied()
                try await load.expectOnly(.blue)
            }
            // What HAProxy counts is what users got, and a rollout begins to count from there.
            try await eventually("the gateway has told all that failed") {
                let report = try await rig.deployment.registry.gatewayReports()?.gateways.first
                let green = report?.apps["service-client"]?["green"]
                return green?.failedResponses == Int64(load.failures.count) && green?.connectionErrors == 0
            }
            let entry = try #require(try await rig.deployment.history().first)
            #expect(entry.checks?.first?.verdict == .fail)
            #expect((0.03...0.07).contains(entry.checks?.first?.value ?? 0), "\(entry.checks ?? [])")
            let traffic = try #require(entry.traffic)
            #expect(traffic.gateways == 1)
            #expect(traffic.counts.blue.failed == 0 && traffic.counts.green.failed > 0)
            #expect(traffic.counts.blue.requests > 0 && traffic.counts.green.requests >= 50)
            #expect(Set(load.failures) == ["500"])

            for instance in rig.instances { instance.setError(every: nil) }
            let again = Load(port: rig.proxy.port)
            try await again.run {
                try await rig.deployment.set("green")
                try await rig.deployment.awaitServing(.green, within: .seconds(90))
            }
            let second = try #require(try await rig.deployment.history().first)
            #expect(second.checks?.map(\.verdict) == [.pass, .pass])
            #expect(second.traffic?.counts.green.failed == 0)
            #expect(again.failures == [])
        }
    }
}
