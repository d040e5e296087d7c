import Coordination
import Logging
import RolloutCore
import ZooKeeper

extension Passes {
    /// Tells once what a new leader still waits to read.
    func sayMissing(_ missing: String?, _ memory: inout Memory) {
        guard missing != memory.missing else { return }
        memory.missing = missing
        logger.notice(
            "Reading", metadata: [LogKeys.reason: "waiting to read \(missing ?? "")"])
    }

    /// Tells an operator what is done and why; the same reason is told once.
    func logReason(_ decision: Decision, record: RolloutRecord?) {
        var metadata: Logger.Metadata = [
            LogKeys.epoch: "\(actuator.leadership.epoch)",
            LogKeys.reasonCode: "\(decision.reason.code.rawValue)", LogKeys.reason: "\(decision.reason)",
        ]
        var after = record
        switch decision.action {
        case .hold: break
        case .commit(let commit): after = commit.record
        case .change(let change, let commit):
            after = commit?.record ?? record
            metadata[LogKeys.instanceID] = "\(change.instance)"
            metadata[LogKeys.color] = "\(change.color)"
        }
        if let rollout = after?.rollout ?? record?.rollout {
            metadata[LogKeys.rollout] = "r-\(rollout.number)"
            metadata[LogKeys.revision] = "\(rollout.revision)"
            metadata[LogKeys.phase] = "\(rollout.isReversing ? "reversing, " : "")\(rollout.phase.rawValue)"
        }
        logger.log(level: decision.reason.code.level, decision.reason.code.message, metadata: metadata)
    }
}

extension Reason.Code {
    fileprivate var level: Logger.Level {
        switch self {
        case .stuck: .error
        case .refused, .turned, .noIntent, .waitingForRegistry, .waitingForInstance, .paused, .drifted: .warning
        default: .notice
        }
    }

    /// Constant, so that it can be searched for.
    fileprivate var message: Logger.Message {
        switch self {
        case .steady: "Steady"
        case .adopted: "Took over the app"
        case .noIntent: "No color is asked for"
        case .refused: "Refused"
        case .started: "Rollout started"
        case .checking: "Checking the target"
        case .enabling: "Enabling"
        case .disabling: "Disabling"
        case .waitingForInstance: "Waiting for an instance"
        case .waitingForRegistry: "Waiting for a registry"
        case .waitingForReaders: "Waiting for readers"
        case .baking: "Baking"
        case .soaking: "Soaking"
        case .paused: "Paused"
        case .drifted: "Drifted"
        case .answered: "Answered a request"
        case .draining: "Draining"
        case .turned: "Turned around"
        case .completed: "Rollout completed"
        case .rolledBack: "Rolled back"
        case .stuck: "Stuck"
        }
    }
}
