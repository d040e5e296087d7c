import Coordination
import RolloutCore

/// Probes every member of one app over and over, at a rate that is bounded over all apps.
struct Prober: Sendable {
    let board: FactBoard
    let table: AppTable
    let probe: any ReadinessProbe
    let interval: Duration
    let alarm: Alarm
    let now: @Sendable () -> Timestamp

    /// How many probes may be under way at once, of all apps together as far as each may have a few.
    static let concurrency = 256
    /// How many of one app: those that hang keep no other app waiting.
    static let lanes = 4...32
    /// A large fleet that is being moved is probed at this rate rather than at the interval.
    static let perProbe: Duration = .milliseconds(5)
    /// What is ready while nothing is moved is probed at this rate, over all apps together.
    static let perIdleProbe: Duration = .milliseconds(10)

    /// Sweeps when its time has come, and at once when a rollout begins or there is a member that was never probed.
    /// Between two whole sweeps those are asked that were not ready.
    func run() async {
        var wholeDue = ContinuousClock.now
        var due = ContinuousClock.now
        var wasMoving = false
        for await _ in board.members.calls {
            let isMoving = board.read { $0.isMoving }
            let isWhole = ContinuousClock.now >= wholeDue || isMoving && !wasMoving
            guard isWhole || ContinuousClock.now >= due || hasNew else { continue }
            wasMoving = isMoving
            let all = targets()
            let asked = isWhole ? all : all.filter { isDoubtful($0.id) }
            let pause = max(interval, Self.perProbe * asked.count)
            await sweep(asked, of: all, whole: isMoving ? max(interval, Self.perProbe * all.count) : idleRound)
            due = .now + pause
            if isWhole { wholeDue = .now + (isMoving ? pause : idleRound) }
            alarm.set(after: pause)
        }
    }

    private func isDoubtful(_ id: InstanceID) -> Bool {
        board.read { $0.readiness.verdict(on: id, now: now()) } != .ready
    }

    private var hasNew: Bool {
        board.read { facts in
            Color.allCases.contains { color in
                (facts.members[color] ?? []).contains { member in
                    member.member.endpoint != nil && facts.readiness.isUnprobed(member.id)
                }
            }
        }
    }

    /// How long it takes until those that are ready are asked again while nothing is moved.
    private var idleRound: Duration {
        let all = table.apps.reduce(0) { sum, app in
            sum + app.board.read { facts in Color.allCases.reduce(0) { $0 + (facts.members[$1]?.count ?? 0) } }
        }
        return max(interval, Self.perIdleProbe * all)
    }

    private func sweep(_ asked: [Assignment], of all: [Assignment], whole round: Duration) async {
        board.update { facts in
            facts.readiness.keepOnly(all.map(\.id))
            return false
        }
        let start = ContinuousClock.now
        await ask(asked)
        let took = ContinuousClock.now - start
        // Instances that hang make a sweep slow; those that answer must not be doubted because of it.
        board.update { facts in
            facts.readiness.shelfLife = (took + round) * 2 + .seconds(5)
            return false
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

    private func ask(_ assignments: [Assignment]) async {
        let share = Self.concurrency / max(1, table.count)
        let lanes = min(max(share, Self.lanes.lowerBound), Self.lanes.upperBound)
        await withDiscardingTaskGroup { group in
            for lane in 0..<min(lanes, assignments.count) {
                group.addTask {
                    for index in stride(from: lane, to: assignments.count, by: lanes) {
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
}
