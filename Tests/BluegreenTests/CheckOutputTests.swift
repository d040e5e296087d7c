import Foundation
import Testing

@testable import RolloutCore
@testable import bluegreen

@Suite("Checks and traffic as people see them")
struct CheckOutputTests {
    private let results = [
        CheckResult(
            name: "errors", phase: .baking, batch: 0, verdict: .pass, value: 0.0002, measured: "0.02 % (2 of 9830)",
            allowed: "< 0.5 %"),
        CheckResult(
            name: "p99", phase: .baking, batch: 0, verdict: .inconclusive, value: nil,
            measured: "no data: the query finds nothing", allowed: "<= 250 ms"),
        CheckResult(
            name: "retries", phase: .baking, batch: 1, verdict: .fail, value: 0.052, measured: "5.2 % (12 of 230)",
            allowed: "< 1 %"),
    ]

    @Test("No data looks different from a pass and from a fail")
    func lines() {
        let lines = results.map { CheckRow($0).line(for: .plain) }
        #expect(
            lines == [
                "✔ errors 0.02 % (2 of 9830), allowed < 0.5 %",
                "? p99 no data: the query finds nothing, allowed <= 250 ms",
                "✖ retries 5.2 % (12 of 230), allowed < 1 %",
            ])
        #expect(
            results.map { CheckRow($0).short(for: .plain) } == [
                "✔ errors 0.02 % < 0.5 %", "? p99 no data <= 250 ms", "✖ retries 5.2 % < 1 %",
            ])
    }

    @Test("history show has the receipt and every check; what was not counted is not nothing")
    func history() throws {
        let plain = entry(7, .rolledBack, revision: 92)
        #expect(HistoryDetail(plain).rendered(for: .plain).contains("traffic   not counted: no gateway reported"))
        let counts = PerColor(
            blue: TrafficCounts(requests: 812),
            green: TrafficCounts(requests: 230, failedResponses: 10, connectionErrors: 2, cutSessions: 1))
        var counted = plain
        counted.traffic = TrafficReceipt(gateways: 2, counts: counts)
        counted.checks = results
        let text = HistoryDetail(counted).rendered(for: .plain)
        #expect(
            text.contains("traffic   blue 0 of 812 failed, 0 cut; green 12 of 230 failed, 1 cut; by 2 gateways"))
        #expect(text.contains("p99      baking  1      ? inconclusive  no data: the query finds nothing  <= 250 ms"))
        let rows = HistoryRow.table([counted, plain].map(HistoryRow.init), for: .plain)
        #expect(rows.contains("  12 ") && rows.contains("  -  "))
        let json =
            try JSONSerialization.jsonObject(with: JSONEncoder().encode(HistoryDetail(counted))) as? [String: Any]
        let rollout = json?["rollout"] as? [String: Any]
        let traffic = rollout?["traffic"] as? [String: Any]
        #expect(traffic?["failed"] as? Int == 12 && traffic?["gateways"] as? Int == 2)
        #expect(
            (json?["checks"] as? [[String: Any]])?.map { $0["verdict"] as? String } == ["pass", "inconclusive", "fail"])
    }
}
