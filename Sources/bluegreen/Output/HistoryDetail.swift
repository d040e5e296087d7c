import RolloutCore

/// One finished rollout with everything that is known of it, as `history show` prints it.
struct HistoryDetail: Encodable {
    private let row: HistoryRow
    private let steps: [StepRow]
    private let requests: [AnswerRow]
    private let checks: [CheckRow]

    init(_ entry: HistoryEntry) {
        row = HistoryRow(entry)
        steps = entry.steps.map(StepRow.init)
        requests = entry.requests.map(AnswerRow.init)
        checks = (entry.checks ?? []).map(CheckRow.init)
    }

    private enum Key: CodingKey {
        case rollout
        case steps
        case requests
        case checks
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(row, forKey: .rollout)
        try container.encode(steps, forKey: .steps)
        try container.encode(requests, forKey: .requests)
        try container.encode(checks, forKey: .checks)
    }

    func rendered(for terminal: Terminal) -> String {
        var facts = Facts()
        facts.append("rollout", "\(row.id) \(row.change)")
        facts.append("result", terminal.painted(row.outcome.words, row.outcome.paint) + ": \(row.reason)")
        facts.append("asked by", row.by ?? "whoever wrote /active_color")
        facts.append("why", row.comment ?? "nothing was said")
        facts.append("revision", "\(row.revision)")
        facts.append("began", row.startedAt.short)
        facts.append("ended", "\(row.finishedAt.short), took \(row.took)")
        facts.append("traffic", row.traffic?.sentence ?? "\(TrafficRow.unknown): no gateway reported")
        var blocks = [facts.rendered(for: terminal)]
        if !requests.isEmpty { blocks.append(AnswerRow.table(requests, for: terminal)) }
        if !checks.isEmpty { blocks.append(CheckRow.table(checks, for: terminal)) }
        blocks.append(
            steps.isEmpty ? "no instance was touched" : StepRow.table(steps, since: row.startedAt, for: terminal))
        return blocks.joined(separator: "\n\n")
    }
}

/// One step of a rollout.
struct StepRow: Hashable, Sendable, Encodable {
    let at: Moment
    let change: StatusChange.Kind
    let instance: String
    /// False when it was given up.
    let isVerified: Bool

    init(_ step: StepRecord) {
        at = Moment(step.at)
        change = step.change
        instance = step.instance.rawValue
        isVerified = step.isVerified
    }

    static func table(_ rows: [StepRow], since start: Moment, for terminal: Terminal) -> String {
        var table = Table("STEP", "AFTER", "WHEN", "CHANGE", "INSTANCE", "RESULT")
        for (index, row) in rows.enumerated() {
            table.append([
                .init("\(index + 1)"), .init(DurationText.elapsed(row.at.timestamp - start.timestamp)),
                .init(row.at.short(for: terminal)), .init(row.change.rawValue), .init(row.instance),
                row.isVerified ? .init("verified") : .init("given up", .red),
            ])
        }
        return table.rendered(for: terminal)
    }
}

/// What an operator asked of a rollout, and what became of it.
struct AnswerRow: Hashable, Sendable, Encodable {
    let verb: String
    let by: String
    let comment: String?
    let isAccepted: Bool
    let answer: String
    let at: Moment

    init(_ answer: RequestAnswer) {
        verb = answer.request.verb.word
        by = answer.request.by
        comment = answer.request.comment
        isAccepted = answer.isAccepted
        self.answer = answer.sentence
        at = Moment(answer.at)
    }

    /// `pause by maria accepted: paused`
    var sentence: String {
        let why = comment.map { " (\($0))" } ?? ""
        return "\(verb) by \(by)\(why) \(isAccepted ? "accepted" : "refused"): \(answer)"
    }

    static func table(_ rows: [AnswerRow], for terminal: Terminal) -> String {
        var table = Table("ASKED", "WHEN", "WHO", "RESULT", "ANSWER", "WHY")
        for row in rows {
            table.append([
                .init(row.verb), .init(row.at.short(for: terminal)), .init(row.by),
                row.isAccepted ? .init("accepted") : .init("refused", .red), .init(row.answer),
                .init(row.comment ?? ""),
            ])
        }
        return table.rendered(for: terminal)
    }
}
