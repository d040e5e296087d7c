import Eureka
import RolloutCore
import Testing

@testable import Controller

@Suite("What gateways report to several registries")
struct GatewayFollowerTests {
    private func report(_ name: String, at moment: Int64, requests: Int64 = 0) -> GatewayReport {
        GatewayReport(
            name: name, run: "1", at: moment, apps: ["SERVICE-CLIENT": ["green": GatewayCounters(requests: requests)]])
    }

    @Test("Counts once, by the newest report of each")
    func newest() {
        let found = GatewayFollower.newest(of: [
            report("b", at: 5), report("a", at: 10, requests: 1), report("a", at: 30, requests: 3),
            report("a", at: 20, requests: 2),
        ])
        #expect(found.map(\.name) == ["a", "b"])
        #expect(found.first?.at == 30)
    }

    @Test("Takes no step back when answers overtake one another, unless the gateway began anew")
    func order() {
        func reading(_ run: String, at moment: Int64) -> GatewayReading {
            GatewayReading(name: "a", run: run, at: moment, counts: PerColor(blue: nil, green: nil))
        }
        let known = [reading("1", at: 20)]
        #expect(GatewayFollower.withoutStepsBack([reading("1", at: 10)], from: known) == known)
        #expect(GatewayFollower.withoutStepsBack([reading("1", at: 30)], from: known).first?.at == 30)
        #expect(GatewayFollower.withoutStepsBack([reading("2", at: 10)], from: known).first?.run == "2")
        #expect(GatewayFollower.withoutStepsBack([], from: known) == [])
    }

    @Test("Counts for the app however it is spelled, and not for one that a gateway does not route to")
    func apps() {
        let reading = GatewayReading(report("a", at: 1, requests: 7), app: "service-client")
        #expect(reading?.counts.green?.requests == 7)
        #expect(reading?.counts.blue == nil)
        #expect(GatewayReading(report("a", at: 1), app: "other") == nil)
    }
}
