/// Every metric of a controller, by its name in Prometheus.
public enum ControllerMetric: String, CaseIterable, Sendable {
    case leader = "bluegreen_controller_leader"
    case passes = "bluegreen_controller_reconcile_total"
    case passDuration = "bluegreen_controller_reconcile_duration_seconds"
    case steps = "bluegreen_controller_steps_total"
    case stepDuration = "bluegreen_controller_step_duration_seconds"
    case reason = "bluegreen_rollout_reason"
    case rollouts = "bluegreen_rollouts_total"
    case measurements = "bluegreen_analysis_measurements_total"
    case servingInstances = "bluegreen_fleet_serving_instances"
    case instances = "bluegreen_fleet_instances"

    /// What it tells, in one sentence.
    public var help: String {
        switch self {
        case .leader: "1 while this controller leads, else 0: the sum over all controllers is 1."
        case .passes: "Looks at an app, by what came of it: hold, commit, change, repeat, failed."
        case .passDuration: "How long one look at an app took, with what was done in it."
        case .steps: "Instances enabled or disabled, each told to every registry and read back."
        case .stepDuration: "How long it took until one step was told to every registry and read back."
        case .reason: "1 for what the leader does or waits for now, by the code of its reason, else 0."
        case .rollouts: "Rollouts that ended, by their outcome."
        case .measurements: "Measurements of an app's checks, by their verdict."
        case .servingInstances: "Instances that are UP and ready, as the leader sees them; 0 elsewhere."
        case .instances: "Instances there are, as the leader sees them; 0 elsewhere."
        }
    }
}
