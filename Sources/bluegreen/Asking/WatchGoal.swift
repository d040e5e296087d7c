import ArgumentParser
import RolloutCore

/// What a watch of the status ends with. Readings in, an exit code out: no clock, no connection.
struct WatchGoal: Hashable, Sendable {
    /// What can be waited for.
    enum Until: String, CaseIterable, Sendable, ExpressibleByArgument {
        case paused
        /// All of the target that is to serve does, and every reader knows it.
        case enabled
        /// The rollout is over.
        case completed
    }

    private let until: Until?
    private var isFirst = true
    /// The newest rollout that was over at the first look.
    private var over = 0
    /// The rollout whose end is the watch's.
    private var followed: Int?
    /// It was stuck already when the watch began: whoever looks then wants to see it recover.
    private var wasStuck = false

    init(until: Until?) {
        self.until = until
    }

    struct End: Hashable, Sendable {
        let status: ExitStatus
        let sentence: String
        let rollout: String?
    }

    /// - Parameter history: newest first.
    mutating func look(_ report: StatusReport, history: [HistoryEntry]) -> End? {
        let rollout = report.record?.rollout
        if isFirst {
            isFirst = false
            over = history.first?.number ?? 0
            wasStuck = rollout?.phase == .stuck
            followed = rollout?.number
        }
        if followed == nil, until != nil {
            followed = history.last { $0.number > over }?.number ?? rollout?.number
        }
        guard let followed else { return nil }
        if let entry = history.first(where: { $0.number == followed }) { return Self.end(of: entry) }
        guard let rollout, rollout.number == followed, let record = report.record else { return nil }
        if rollout.phase != .stuck { wasStuck = false }
        if rollout.phase == .stuck, !wasStuck {
            return End(status: .stuck, sentence: record.reason.sentence, rollout: rollout.id)
        }
        switch until {
        case .paused where rollout.pause != nil:
            return End(status: .reached, sentence: record.reason.sentence, rollout: rollout.id)
        case .enabled where rollout.isTargetEnabled:
            return End(
                status: .reached, sentence: "\(rollout.target) is enabled, and every reader has fetched it",
                rollout: rollout.id)
        default: return nil
        }
    }

    private static func end(of entry: HistoryEntry) -> End {
        let status: ExitStatus =
            switch entry.outcome {
            case .completed: .reached
            case .rolledBack: .rolledBack
            case .rejected: .refused
            }
        return End(status: status, sentence: entry.reason, rollout: entry.id)
    }
}
