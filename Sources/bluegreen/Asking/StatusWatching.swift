import Coordination
import RolloutCore
import ZooKeeper

/// Shows the status again and again until there is a reason to end.
struct StatusWatching: Sendable {
    let reader: StatusReader
    let until: WatchGoal.Until?
    let output: WatchOutput

    private struct State: Sendable {
        var memory = StatusReader.Memory()
        var goal: WatchGoal
        var output: WatchOutput
        var seenAt: Moment
        var isAway = false
    }

    func run() async throws -> ExitStatus {
        let layout = reader.layout
        let follower = Follower(
            session: reader.session,
            paths: [layout.record, layout.activeColor, ZNodeLayout.leader, ZNodeLayout.freeze, layout.freeze],
            parents: Color.allCases.map(layout.fleet), timeout: nil, resync: .seconds(1))
        let start = State(goal: WatchGoal(until: until), output: output, seenAt: Moment(Moment.now))
        let status = try await follower.follow(from: start) { state in try await look(&state) }
        return status ?? .reached
    }

    private func look(_ state: inout State) async throws -> ExitStatus? {
        let now = Moment(Moment.now)
        do {
            var memory = state.memory
            let (report, history) = try await reader.session.withDeadline(.seconds(2)) {
                try await reader.read(now: now.timestamp, &memory)
            }
            state.memory = memory
            (state.seenAt, state.isAway) = (now, false)
            guard try state.output.show(report, history: history) else { return .reached }
            guard let end = state.goal.look(report, history: history) else { return nil }
            try state.output.end(end, app: report.app, now: now)
            return end.status
        } catch let error as ZooKeeperError where error.isRetryable {
            let isNews = !state.isAway || state.output.form == .screen
            state.isAway = true
            guard isNews else { return nil }
            return try state.output.showAway(since: state.seenAt, now: now) ? nil : .reached
        }
    }
}
