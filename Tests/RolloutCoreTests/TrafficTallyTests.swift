import Testing

@testable import RolloutCore

@Suite struct `What gateways count` {
    private func reading(_ name: String, _ run: String, blue: Int64?, green: Int64?, failed: Int64 = 0)
        -> GatewayReading
    {
        GatewayReading(
            name: name, run: run, at: 0,
            counts: PerColor(
                blue: blue.map { TrafficCounts(requests: $0) },
                green: green.map { TrafficCounts(requests: $0, failedResponses: failed) }))
    }

    @Test func `is counted from when a gateway was first seen, also one that comes later`() {
        var tally = TrafficTally()
        tally.take([reading("a", "1", blue: 1_000, green: 0)])
        #expect(tally.total.blue.requests == 0)
        tally.take([reading("a", "1", blue: 1_010, green: 5), reading("b", "1", blue: 500, green: 500)])
        tally.take([reading("a", "1", blue: 1_010, green: 7), reading("b", "1", blue: 501, green: 503)])
        #expect(tally.total.blue.requests == 11)
        #expect(tally.total.green.requests == 10)
        #expect(tally.gateways == 2)
    }

    @Test func `goes on over a gateway that begins to count anew, or is silent for a while`() {
        var tally = TrafficTally()
        tally.take([reading("a", "1", blue: 100, green: 0)])
        tally.take([reading("a", "1", blue: 110, green: 0)])
        tally.take([])
        tally.take([reading("a", "2", blue: 3, green: nil)])
        #expect(tally.total.blue.requests == 13)
        // Overtaken on its way by the one before.
        tally.take([reading("a", "2", blue: 1, green: 4)])
        #expect(tally.total.blue.requests == 13)
        #expect(tally.total.green.requests == 4)
    }

    @Test func `a color of which it counts nothing for a while is not counted twice`() {
        var tally = TrafficTally()
        tally.take([reading("a", "1", blue: 10, green: 10)])
        tally.take([reading("a", "1", blue: 10, green: nil)])
        tally.take([reading("a", "1", blue: 10, green: 12)])
        #expect(tally.total.green.requests == 2)
    }

    @Test func `a color that a new run counts later is not measured by the run before`() {
        var tally = TrafficTally()
        tally.take([reading("a", "1", blue: 10, green: 100)])
        tally.take([reading("a", "2", blue: 1, green: nil)])
        tally.take([reading("a", "2", blue: 1, green: 4)])
        #expect(tally.total.blue.requests == 1 && tally.total.green.requests == 4)
    }

    @Test func `cannot be made to overflow`() {
        var tally = TrafficTally()
        for run in 0..<4 { tally.take([reading("a", "\(run)", blue: .max, green: .max, failed: .max)]) }
        #expect(tally.total.green.failed == .max)
    }

    @Test func `takes at most so many gateways into the record`() {
        var tally = TrafficTally()
        for number in 0..<1_000 { tally.take([reading("gateway-\(number)", "1", blue: 0, green: 0)]) }
        #expect(tally.gateways == TrafficTally.gatewayLimit)
    }
}
