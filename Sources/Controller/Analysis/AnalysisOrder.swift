import RolloutCore

/// What Prometheus is to be asked for one bake or soak. Another look, another order: its waits begin anew.
struct AnalysisOrder: Hashable, Sendable {
    struct Query: Hashable, Sendable {
        let check: String
        let text: String
        let interval: Duration
    }

    private let rollout: Int
    private let phase: Phase
    private let since: Timestamp
    let queries: [Query]

    /// Nil when nothing is looked at, and when nothing of it is asked of Prometheus.
    init?(_ rollout: Rollout?, app: AppName) {
        guard let rollout, !rollout.policy.analysis.isEmpty, rollout.phase == .baking || rollout.phase == .soaking
        else {
            return nil
        }
        let queries = rollout.policy.analysis.compactMap { check in
            check.query(of: rollout.destination, app: app).map {
                Query(check: check.name, text: $0, interval: check.interval)
            }
        }
        guard !queries.isEmpty else { return nil }
        self.rollout = rollout.number
        phase = rollout.phase
        since = rollout.phaseSince
        self.queries = queries
    }
}
