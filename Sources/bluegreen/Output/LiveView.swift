import RolloutCore

/// How an app stands, as `status --watch` draws it: what is under way above, the tree of instances below.
struct LiveView {
    let report: StatusReport
    let terminal: Terminal

    /// Lines no wider than the screen, and no more than it has.
    func lines(rows: Int, columns: Int) -> [String] {
        let head = header
        let tree = InstanceTree(report, terminal: terminal)
        let space = max(3, rows - head.count - 2)
        return (head + [""] + tree.lines(upTo: space)).map { ScreenText.cut($0, to: columns) }
    }

    private var header: [String] {
        var facts = Facts()
        facts.append(report.app, title)
        if let rollout = report.record?.rollout {
            facts.append(
                "asked by", (rollout.by ?? "whoever wrote /active_color") + (rollout.comment.map { ": “\($0)”" } ?? ""))
        }
        facts.append("now", now)
        if let checks = report.record?.rollout?.checks, !checks.isEmpty {
            facts.append("α analysis", checks.map { CheckRow($0).short(for: terminal) }.joined(separator: "   "))
        }
        if let answer = report.answers.last { facts.append("asked", "\(answer.sentence), \(report.ago(answer.at))") }
        for freeze in report.freezes { facts.append("frozen", terminal.painted(freeze.sentence, .yellow)) }
        facts.append("way back", report.wayBackText(terminal))
        facts.append("leader", report.leaderText)
        for registry in report.registries {
            guard let failure = registry.failure else { continue }
            facts.append("registry", terminal.painted("\(registry.name) cannot be asked: \(failure)", .red))
        }
        if report.record?.rollout == nil, let last = report.last { facts.append("last", HistoryRow(last).sentence) }
        return facts.rendered(for: terminal.unlimited).split(separator: "\n", omittingEmptySubsequences: false).map(
            String.init)
    }

    private var title: String {
        guard let record = report.record else { return report.serving(terminal) }
        guard let rollout = record.rollout else { return "\(terminal.painted("●", .bold)) \(report.serving(terminal))" }
        let colors = [rollout.source, rollout.target].map { terminal.painted($0.rawValue, $0.paint) }
        let direction = rollout.isReversing ? "going back to \(rollout.source), " : ""
        let batch = rollout.batchLabel.map { ", \($0)" } ?? ""
        let elapsed = report.age(since: rollout.startedAt)
        return "\(rollout.id)  \(colors[0]) → \(colors[1])  \(direction)\(rollout.phase.rawValue)\(batch)  \(elapsed)"
    }

    /// The reason, marked with what it means for whoever looks.
    private var now: String {
        guard let record = report.record else { return "○ waiting for a controller to take the app over" }
        let seconds = (report.asOf.timestamp - record.reasonSince).components.seconds
        let age = seconds > 0 ? "  (\(DurationText.elapsed(.seconds(seconds))))" : ""
        let look = record.rollout.flatMap { report.lookText(of: $0) }.map { "  (\($0))" }
        let text = record.reason.sentence + (look ?? age)
        if record.rollout?.pause != nil { return terminal.painted("‖ \(text)", .yellow) }
        switch record.reason.code {
        case .steady, .completed: return terminal.painted("✔", .green) + " \(text)"
        case .stuck, .noIntent: return terminal.painted("✖ \(text)", .red)
        case .refused: return terminal.painted("✖", .red) + " \(text)"
        default: return terminal.painted("◌", .yellow) + " \(text)"
        }
    }
}
