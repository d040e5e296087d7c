import RolloutCore

/// One finished rollout, or a refused request, as `history` shows it.
struct HistoryRow: Hashable, Sendable, Encodable {
    let id: String
    let source: Color
    /// Nil when what was asked for is no color.
    let target: Color?
    let outcome: Outcome
    let startedAt: Moment
    let finishedAt: Moment
    let by: String?
    let comment: String?
    let reason: String
    let revision: Int64
    let steps: Int
    /// Absent when no gateway counted.
    let traffic: TrafficRow?

    init(_ entry: HistoryEntry) {
        id = entry.id
        source = entry.source
        target = entry.target
        outcome = entry.outcome
        startedAt = Moment(entry.startedAt)
        finishedAt = Moment(entry.finishedAt)
        by = entry.by
        comment = entry.comment
        reason = entry.reason
        revision = entry.revision
        steps = entry.steps.count
        traffic = entry.traffic.map(TrafficRow.init)
    }

    var change: String { "\(source) → \(target?.rawValue ?? "?")" }

    var took: String { DurationText.elapsed(finishedAt.timestamp - startedAt.timestamp) }

    /// The comment where all went well, else why it did not.
    private var remark: String { outcome == .completed ? comment ?? "" : reason }

    /// For one line of `status`.
    var sentence: String {
        let who = by.map { " by \($0)" } ?? ""
        let remark = remark.isEmpty ? "" : ": \(remark)"
        return "\(id) \(change) \(outcome.words) \(finishedAt.short), took \(took)\(who)\(remark)"
    }

    static func table(_ rows: [HistoryRow], for terminal: Terminal) -> String {
        guard !rows.isEmpty else { return "no rollouts yet" }
        var table = Table("ID", "WHEN", "WHO", "FROM → TO", "RESULT", "TOOK", "FAIL", "COMMENT")
        for row in rows {
            table.append([
                .init(row.id), .init(row.finishedAt.short(for: terminal)), .init(row.by ?? "-"), .init(row.change),
                .init(row.outcome.words, row.outcome.paint), .init(row.took),
                .init(row.traffic.map { "\($0.failed)" } ?? "-"),
                .init(row.remark),
            ])
        }
        return table.rendered(for: terminal)
    }
}

extension Outcome {
    var paint: Paint {
        switch self {
        case .completed: .green
        case .rolledBack: .yellow
        case .rejected: .red
        }
    }
}
