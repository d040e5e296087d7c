import RolloutCore

extension StatusReport: Encodable {
    private enum Key: CodingKey {
        case asOf
        case app
        case activeColor
        case serving
        case servingSince
        case leader
        case controllers
        case rollout
        case pending
        case reason
        case wayBack
        case registries
        case instances
        case lastRollout
        case freezes
        case answers
        case hasOwnPolicy
    }

    private struct Why: Encodable {
        let code: Reason.Code
        let sentence: String
        let since: Moment
    }

    private struct WayBack: Encodable {
        let color: Color
        /// Absent when no registry tells.
        let isOpen: Bool?
        let instances: Int?
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(asOf, forKey: .asOf)
        try container.encode(app, forKey: .app)
        try container.encode(activeColor, forKey: .activeColor)
        try container.encode(leader, forKey: .leader)
        try container.encode(controllers, forKey: .controllers)
        try container.encode(registries, forKey: .registries)
        try container.encode(instances, forKey: .instances)
        try container.encode(freezes, forKey: .freezes)
        try container.encode(hasOwnPolicy, forKey: .hasOwnPolicy)
        try container.encode(answers, forKey: .answers)
        try container.encode(last.map(HistoryRow.init), forKey: .lastRollout)
        guard let record else {
            try container.encodeNil(forKey: .serving)
            return try container.encodeNil(forKey: .rollout)
        }
        try container.encode(record.serving, forKey: .serving)
        try container.encode(Moment(record.since), forKey: .servingSince)
        try container.encode(record.rollout.map { RolloutRow($0, in: self) }, forKey: .rollout)
        try container.encodeIfPresent(record.pending.map(PendingRow.init), forKey: .pending)
        let why = Why(code: record.reason.code, sentence: record.reason.sentence, since: Moment(record.reasonSince))
        try container.encode(why, forKey: .reason)
        if let wayBack {
            let count = wayBackCount
            try container.encode(
                WayBack(color: wayBack, isOpen: count.map { $0 > 0 }, instances: count), forKey: .wayBack)
        }
    }
}

/// The step in hand.
private struct PendingRow: Encodable {
    let change: StatusChange.Kind
    let instance: String
    let color: Color
    let since: Moment

    init(_ change: StatusChange) {
        self.change = change.kind
        instance = change.instance.rawValue
        color = change.color
        since = Moment(change.since)
    }
}

/// A rollout that is under way.
private struct RolloutRow: Encodable {
    struct Progress: Encodable {
        let up: Int
        let of: Int
    }

    struct Pause: Encodable {
        let since: Moment
        let why: String
    }

    struct Look: Encodable {
        let seconds: Int64
        let of: Int64
    }

    let id: String
    let source: Color
    let target: Color
    let phase: Phase
    /// From 1.
    let batch: Int
    let batches: Int
    let pause: Pause?
    /// How far a bake or soak has come.
    let look: Look?
    let phaseSince: Moment
    let isReversing: Bool
    let reversalReason: String?
    let revision: Int64
    let startedAt: Moment
    let by: String?
    let comment: String?
    let steps: Int
    /// Those of the bake or soak under way.
    let checks: [CheckRow]
    let blue: Progress
    let green: Progress

    init(_ rollout: Rollout, in report: StatusReport) {
        id = rollout.id
        source = rollout.source
        target = rollout.target
        phase = rollout.phase
        phaseSince = Moment(rollout.phaseSince)
        batch = rollout.batch + 1
        batches = rollout.policy.strategy.batches.count
        pause = rollout.pause.map { Pause(since: Moment($0.since), why: $0.why) }
        look = rollout.look(at: report.asOf.timestamp).map {
            Look(seconds: $0.looked.components.seconds, of: $0.total.components.seconds)
        }
        isReversing = rollout.isReversing
        reversalReason = rollout.reversalReason
        revision = rollout.revision
        startedAt = Moment(rollout.startedAt)
        by = rollout.by
        comment = rollout.comment
        steps = rollout.steps.count
        checks = rollout.checks.map(CheckRow.init)
        blue = Progress(up: report.upCount(.blue), of: report.count(.blue))
        green = Progress(up: report.upCount(.green), of: report.count(.green))
    }
}

extension Rollout {
    /// As people name it: `r-7`.
    var id: String { "r-\(number)" }
}
