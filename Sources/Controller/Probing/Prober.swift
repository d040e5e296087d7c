import Coordination
import RolloutCore

/// Probes every member over and over, at a bounded rate.
struct Prober: Sendable {
    let board: FactBoard
    let probe: any ReadinessProbe
    let interval: Duration
    let now: @Sendable () -> Timestamp

    /// How many probes may be under way at once.
    static let concurrency = 32
    /// A large fleet is probed at this rate rather than at the interval.
    static let perProbe: Duration = .milliseconds(5)

    func run() async {
        while !Task.isCancelled {
            let targets = targets()
            let round = max(interval, Self.perProbe * targets.count)
            board.update { facts in
                facts.readiness.keepOnly(targets.map(\.id))
                return false
            }
            let start = ContinuousClock.now
            await sweep(targets)
            let took = ContinuousClock.now - start
            // Instances that hang make a sweep slow; those that answer must not be doubted because of it.
            board.update { facts in
                facts.readiness.shelfLife = (took + round) * 2 + .seconds(5)
                return false
            }
            await pause(for: round)
        }
    }

    /// The target of one member; nil when it has no endpoint.
    static func target(of id: InstanceID, in facts: AppFacts) -> ProbeTarget? {
        for color in Color.allCases {
            guard let member = facts.members[color]?.first(where: { $0.id == id }) else { continue }
            return target(of: member, in: facts)
        }
        return nil
    }

    private static func target(of member: Member, in facts: AppFacts) -> ProbeTarget? {
        guard let endpoint = member.member.endpoint else { return nil }
        let url = facts.registries.lazy.compactMap { $0.entries[member.id]?.healthCheckURL }.first
        return ProbeTarget(endpoint: endpoint, healthCheckURL: url)
    }

    private struct Assignment: Sendable {
        let id: InstanceID
        let target: ProbeTarget
    }

    private func targets() -> [Assignment] {
        let facts = board.current
        return Color.allCases.flatMap { facts.members[$0] ?? [] }.compactMap { member in
            Self.target(of: member, in: facts).map { Assignment(id: member.id, target: $0) }
        }
    }

    private func sweep(_ assignments: [Assignment]) async {
        await withDiscardingTaskGroup { group in
            for lane in 0..<min(Self.concurrency, assignments.count) {
                group.addTask {
                    for index in stride(from: lane, to: assignments.count, by: Self.concurrency) {
                        guard !Task.isCancelled else { return }
                        await ask(assignments[index])
                    }
                }
            }
        }
    }

    private func ask(_ assignment: Assignment) async {
        let verdict = await probe.probe(assignment.target)
        board.update { $0.readiness.note(verdict, on: assignment.id, at: now()) }
    }

    /// Waits for the next round, or for a member that was never probed.
    private func pause(for round: Duration) async {
        let end = ContinuousClock.now + round
        while ContinuousClock.now < end, !Task.isCancelled {
            try? await Task.sleep(for: min(.milliseconds(200), end - .now))
            let hasNew = board.read { facts in
                Color.allCases.contains { color in
                    (facts.members[color] ?? []).contains { member in
                        member.member.endpoint != nil && facts.readiness.isUnprobed(member.id)
                    }
                }
            }
            if hasNew { return }
        }
    }
}
