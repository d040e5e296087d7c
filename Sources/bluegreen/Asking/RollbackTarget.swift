import RolloutCore

/// Which color `rollback` asks for, and how it says so; a `Failure` of code 5 when there is nothing to go back to.
struct RollbackTarget: Hashable, Sendable {
    let color: Color
    let sentence: String

    /// - Parameter history: newest first.
    init(record: RolloutRecord?, history: [HistoryEntry], advice: Advice = Advice()) throws(Failure) {
        guard let record else {
            throw Failure(.refused, "there is nothing to go back to: no controller has taken the app over yet")
        }
        if let rollout = record.rollout {
            color = rollout.source
            let since = rollout.isReversing ? "is going back already" : "is under way"
            sentence =
                "asking for \(rollout.source): \(rollout.id) from \(rollout.source) to \(rollout.target) \(since)"
            return
        }
        guard let last = history.first(where: { $0.outcome == .completed && $0.target == record.serving }) else {
            throw Failure(
                .refused,
                "there is nothing to go back to: no rollout has completed; "
                    + "use \(advice.command("switch \(record.serving.opposite)")) to move there")
        }
        color = record.serving.opposite
        sentence =
            "asking for \(color): \(record.serving) has served since \(last.id) completed at "
            + Moment(last.finishedAt).short
    }
}
