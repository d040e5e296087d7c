import RolloutCore

/// What happened since the last look. Readings in, events out: no clock, no connection.
///
/// A look may miss versions of the record, but no step, answer or end of a rollout: those stay in the record or the
/// history, and are told from where the last look ended.
struct StatusEvents: Hashable, Sendable {
    private var isFirst = true
    private var reason: Reason?
    private var leader: String?
    private var freezes: [FreezeRow] = []
    /// The newest rollout that is known to be over.
    private var over = 0
    /// The rollout whose steps and answers were told, and how many.
    private var current = 0
    private var steps = 0
    private var answers: [RequestAnswer] = []

    init() {}

    /// - Parameter history: newest first.
    mutating func look(_ report: StatusReport, history: [HistoryEntry]) -> [StatusEvent] {
        var events: [StatusEvent] = []
        if isFirst { begin(report, history) }
        noteLeader(report, &events)
        for entry in history.reversed() where entry.number > over { tell(end: entry, report, &events) }
        if let rollout = report.record?.rollout { tell(rollout, report, &events) }
        if let record = report.record, record.reason != reason {
            reason = record.reason
            // The end of a rollout was told by its history.
            if !events.contains(where: { $0.sentence == record.reason.sentence }) {
                events.append(
                    event(report, record.reason.code.rawValue, record.reason.sentence, Moment(report.asOf.timestamp)))
            }
        }
        for freeze in report.freezes where !freezes.contains(freeze) {
            events.append(event(report, "frozen", freeze.sentence, report.asOf))
        }
        for freeze in freezes where !report.freezes.contains(freeze) {
            events.append(event(report, "unfrozen", "lifted or over: \(freeze.sentence)", report.asOf))
        }
        freezes = report.freezes
        isFirst = false
        return events
    }

    /// What was before the first look is not news.
    private mutating func begin(_ report: StatusReport, _ history: [HistoryEntry]) {
        over = history.first?.number ?? 0
        guard let rollout = report.record?.rollout else { return }
        current = rollout.number
        steps = rollout.steps.count
        answers = rollout.requests
    }

    private mutating func noteLeader(_ report: StatusReport, _ events: inout [StatusEvent]) {
        let now =
            report.leader.map { "\($0.name) leads" + ($0.epoch.map { " (epoch \($0))" } ?? "") } ?? "nobody leads"
        if now != leader { events.append(event(report, "leader", now, report.asOf)) }
        leader = now
    }

    private mutating func tell(_ rollout: Rollout, _ report: StatusReport, _ events: inout [StatusEvent]) {
        let phase = (rollout.isReversing ? "reversing," : "") + rollout.phase.rawValue
        tell(steps: rollout.steps, rollout.requests, of: rollout.number, phase, report, &events)
    }

    private mutating func tell(end entry: HistoryEntry, _ report: StatusReport, _ events: inout [StatusEvent]) {
        tell(steps: entry.steps, entry.requests, of: entry.number, entry.outcome.rawValue, report, &events)
        events.append(
            StatusEvent(
                at: Moment(entry.finishedAt), app: report.app, rollout: entry.id, phase: entry.outcome.rawValue,
                code: entry.outcome.rawValue, instance: nil, sentence: entry.reason))
        over = entry.number
    }

    private mutating func tell(
        steps all: StepLog, _ requests: [RequestAnswer], of number: Int, _ phase: String, _ report: StatusReport,
        _ events: inout [StatusEvent]
    ) {
        if number != current { (current, steps, answers) = (number, 0, []) }
        for step in all.dropFirst(steps) {
            let verb = step.isVerified ? "\(step.change.rawValue)d" : "could not be \(step.change.rawValue)d"
            let sentence = step.isVerified ? "\(verb) \(step.instance)" : "\(step.instance) \(verb)"
            events.append(
                StatusEvent(
                    at: Moment(step.at), app: report.app, rollout: "r-\(number)", phase: phase,
                    code: step.isVerified ? verb : "given-up", instance: step.instance.rawValue, sentence: sentence))
        }
        for answer in requests where !answers.contains(answer) {
            events.append(
                StatusEvent(
                    at: Moment(answer.at), app: report.app, rollout: "r-\(number)", phase: phase,
                    code: answer.isAccepted ? "request-accepted" : "request-refused", instance: nil,
                    sentence: AnswerRow(answer).sentence))
        }
        steps = all.count
        answers = requests
    }

    private func event(_ report: StatusReport, _ code: String, _ sentence: String, _ at: Moment) -> StatusEvent {
        let rollout = report.record?.rollout
        let phase = rollout.map { ($0.isReversing ? "reversing," : "") + $0.phase.rawValue } ?? "steady"
        return StatusEvent(
            at: at, app: report.app, rollout: rollout?.id, phase: phase, code: code,
            instance: report.record?.pending?.instance.rawValue, sentence: sentence)
    }
}
