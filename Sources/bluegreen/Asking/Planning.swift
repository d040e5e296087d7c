import Coordination
import RolloutCore

/// What `switch --plan` and `rollback --plan` do: say what would be done, and do nothing.
struct Planning: Sendable {
    let isRollback: Bool
    let format: OutputFormat

    /// - Parameter color: nil: the other one than serves, or the source of the rollout under way.
    /// - Throws: `ExitStatus.refused` when it would not complete.
    func plan(_ color: Color?, _ surveying: Surveying) async throws {
        let seen = try await surveying.look()
        guard let record = seen.observation.record else {
            throw Failure(.refused, "there is nothing to plan: no controller has taken the app over yet")
        }
        let color = color ?? record.rollout?.source ?? record.serving.opposite
        if record.rollout == nil, record.serving == color {
            throw Failure(.refused, "there is nothing to plan: \(color) serves already")
        }
        let plan = PlanPreview(of: color, seen: seen.observation, policy: seen.policy, isRollback: isRollback)
        let fleets = seen.observation.fleets
        let report = PlanReport(
            app: surveying.layout.app.rawValue, color: color, plan,
            servingNow: fleets.blue.servingCount + fleets.green.servingCount, policy: seen.policyOrigin)
        Terminal.tell(
            format == .json ? try JSONText.of("Plan", report) : report.rendered(for: .standardOutput))
        let serving = plan.outcome == .completed ? color : record.rollout?.source ?? record.serving
        if plan.outcome == nil || serving != color { throw ExitStatus.refused }
    }
}
