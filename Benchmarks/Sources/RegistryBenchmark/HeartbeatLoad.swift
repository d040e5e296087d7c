import TestSupport

/// Heartbeats of many instances, evenly spread over their interval and over kept-alive connections.
struct HeartbeatLoad: Sendable {
    let instances: [SpringInstance]
    let port: Int
    let connections: Int
    let length: Duration

    private static let interval: Duration = .seconds(30)

    /// What came of them.
    struct Outcome: Sendable {
        var took: [Duration] = []
        /// How much later than due each was sent: this program's own fault.
        var late: [Duration] = []
        var refused = 0
        var broken = 0

        static func += (sum: inout Outcome, other: Outcome) {
            sum.took += other.took
            sum.late += other.late
            sum.refused += other.refused
            sum.broken += other.broken
        }
    }

    func run() async throws -> Outcome {
        let lanes = try await Connection.open(connections, port: port)
        let start = ContinuousClock.now
        let outcome = try await withThrowingTaskGroup(of: Outcome.self) { group in
            for (number, lane) in lanes.enumerated() {
                group.addTask { try await beat(number, lane, start) }
            }
            return try await group.reduce(into: Outcome()) { $0 += $1 }
        }
        for lane in lanes { await lane.close() }
        return outcome
    }

    /// The instances of one connection: every so many-th.
    private func beat(_ number: Int, _ lane: Connection, _ start: ContinuousClock.Instant) async throws -> Outcome {
        var outcome = Outcome()
        var lane = lane
        var beat = 0
        let own = Array(stride(from: number, to: instances.count, by: connections))
        guard !own.isEmpty else { return outcome }
        while true {
            let index = own[beat % own.count]
            let due = start + Self.interval * (beat / own.count) + Self.interval * index / instances.count
            guard due < start + length else { return outcome }
            beat += 1
            try await Task.sleep(until: due, tolerance: .zero, clock: .continuous)
            outcome.late.append(.now - due)
            do {
                let answer = try await lane.send(instances[index].heartbeat)
                outcome.took.append(answer.took)
                if answer.status != 200 { outcome.refused += 1 }
            } catch is Connection.Failure {
                outcome.broken += 1
                lane = try await Connection.open(port: port)
            }
        }
    }
}
