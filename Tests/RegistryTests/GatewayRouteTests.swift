import Eureka
import NIOHTTP1
import Testing

@testable import Registry

@Suite("What gateways count, at the registry")
struct GatewayRouteTests {
    private static let json = ["Content-Type": "application/json"]

    private func report(_ name: String, requests: Int64 = 1, at moment: Int64 = 1) -> GatewayReport {
        GatewayReport(
            name: name, run: "1", at: moment, apps: ["shop": ["green": GatewayCounters(requests: requests)]])
    }

    @Test("Is told as it was put, the last of each gateway")
    func putAndListed() async throws {
        try await withRegistry { registry async throws in
            #expect(try await registry.client.gatewayReports()?.gateways == [])
            try await registry.client.put(report("edge/2"))
            try await registry.client.put(report("edge 1"))
            try await registry.client.put(report("edge 1", requests: 9, at: 2))
            #expect(
                try await registry.client.gatewayReports()?.gateways == [
                    report("edge 1", requests: 9, at: 2), report("edge/2"),
                ])
        }
    }

    @Test("Is refused when it is too large, no report, or another's")
    func refused() async throws {
        try await withRegistry { registry async throws in
            let path = "/registry/gateways/a"
            let body = report("a").encoded()
            #expect(try await registry.send(.PUT, path, Self.json, body: body).status == 204)
            #expect(try await registry.send(.PUT, path, [:], body: body).status == 415)
            #expect(try await registry.send(.PUT, path, Self.json, body: report("b").encoded()).status == 400)
            #expect(try await registry.send(.PUT, path, Self.json, body: Array("{}".utf8)).status == 400)
            let large = [UInt8](repeating: 0x20, count: GatewayReport.maximumSize + 1)
            #expect(try await registry.send(.PUT, path, Self.json, body: large).status == 413)
            #expect(try await registry.send(.POST, path, Self.json, body: body).status == 405)
            #expect(try await registry.client.gatewayReports()?.gateways == [report("a")])
        }
    }

    @Test("Is forgotten of a gateway that is silent, and makes room for another one")
    func forgotten() {
        var log = GatewayLog()
        var taken = 0
        for number in 0..<GatewayLog.limit { taken += log.take(report("g\(number)"), now: 1_000) ? 1 : 0 }
        #expect(taken == GatewayLog.limit)
        let isLateTaken = log.take(report("late"), now: 1_000)
        #expect(!isLateTaken)
        let isKnownTaken = log.take(report("g0", requests: 2), now: 30_000)
        #expect(isKnownTaken, "one that is known has its room")
        #expect(log.reports(now: 61_000).count == GatewayLog.limit)
        #expect(log.reports(now: 61_001).map(\.name) == ["g0"])
        let hasRoom = log.take(report("late"), now: 61_001)
        #expect(hasRoom)
        log.forgetSilent(now: 100_000)
        #expect(log.reports(now: 90_000).map(\.name) == ["late"])
    }
}
