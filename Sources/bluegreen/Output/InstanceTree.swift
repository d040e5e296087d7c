import RolloutCore

/// The instances of both colors below one another, each with its status and what was done to it last.
struct InstanceTree {
    private let report: StatusReport
    private let terminal: Terminal

    init(_ report: StatusReport, terminal: Terminal) {
        self.report = report
        self.terminal = terminal
    }

    /// The color that is moved to comes first.
    private var colors: [Color] {
        let first = report.record.map { $0.rollout?.target ?? $0.serving } ?? .blue
        return [first, first.opposite]
    }

    /// At most so many lines. Where there are too many instances, those that need a look are kept.
    func lines(upTo limit: Int) -> [String] {
        var table = Table("INSTANCE", "STATUS", "REGISTRIES", "INFO")
        let shares = shares(of: max(0, limit - 3))
        for color in colors {
            let isLast = color == colors.last
            let (shown, hidden) = shown(color, share: shares[color])
            table.append([
                .init("\(isLast ? "└──" : "├──") \(color) \(role(color))", color.paint), summary(color),
            ])
            let stem = isLast ? "    " : "│   "
            for (index, row) in shown.enumerated() {
                let isEnd = index == shown.count - 1 && hidden == 0
                table.append([
                    .init("\(stem)\(isEnd ? "└──" : "├──") \(row.id)"), status(row),
                    .init("\(row.registries.count)/\(report.registries.count)", row.agrees ? .none : .red), info(row),
                ])
            }
            if hidden > 0 { table.append([.init("\(stem)└── … and \(hidden) more", .faint)]) }
        }
        return table.rendered(for: terminal.unlimited).split(separator: "\n").map(String.init)
    }

    /// How many lines each color gets: half, or what the other leaves.
    private func shares(of lines: Int) -> PerColor<Int> {
        let counts = PerColor(blue: report.count(.blue), green: report.count(.green))
        guard counts.blue + counts.green > lines else { return counts }
        let half = lines / 2
        return PerColor(
            blue: max(half, lines - counts.green), green: max(lines - half, lines - counts.blue))
    }

    private func shown(_ color: Color, share: Int) -> (rows: [InstanceRow], hidden: Int) {
        let all = report.instances.filter { $0.color == color }
        guard all.count > share else { return (all, 0) }
        let ranked = all.filter(needsLook) + all.filter { !needsLook($0) }
        let rows = ranked.prefix(max(0, share - 1)).sorted { $0.id < $1.id }
        return (rows, all.count - rows.count)
    }

    private func needsLook(_ row: InstanceRow) -> Bool {
        row.id == report.record?.pending?.instance.rawValue || !row.agrees || !row.couldServe
    }

    private func role(_ color: Color) -> String {
        guard let record = report.record else { return "" }
        guard let rollout = record.rollout else { return color == record.serving ? "(active)" : "(standby)" }
        return color == rollout.target ? "(target)" : "(source)"
    }

    private func summary(_ color: Color) -> Table.Cell {
        guard report.registries.contains(where: \.isAvailable) else { return .init("? not known", .yellow) }
        let (up, count) = (report.upCount(color), report.count(color))
        return .init("\(up > 0 ? "✔" : "•") \(up) of \(count) UP", up > 0 ? .bold : .faint)
    }

    private func status(_ row: InstanceRow) -> Table.Cell {
        if row.id == report.record?.pending?.instance.rawValue {
            return .init("◌ \(row.status?.rawValue ?? "changing")", .yellow)
        }
        guard !row.registries.isEmpty else { return .init("? unknown", .yellow) }
        guard row.agrees else { return .init("✖ differs", .red) }
        switch row.status {
        case .up: return .init("✔ UP", .green)
        case .outOfService: return .init("• OUT_OF_SERVICE", .faint)
        case nil: return .init("✖ unregistered", .red)
        case let status?: return .init("✖ \(status.rawValue)", .red)
        }
    }

    /// The step in hand, else the last one made to it in this rollout.
    private func info(_ row: InstanceRow) -> Table.Cell {
        if let pending = report.record?.pending, pending.instance.rawValue == row.id {
            let verb = pending.kind == .enable ? "being enabled" : "being disabled"
            return .init("\(verb), \(report.age(since: pending.since))", .yellow)
        }
        if !row.agrees {
            return .init(
                row.registries.map { "\($0.registry) \($0.status?.rawValue ?? "nothing")" }.joined(separator: ", "),
                .red)
        }
        guard let step = report.record?.rollout?.steps.last(where: { $0.instance.rawValue == row.id }) else {
            return .init(row.endpoint ?? "no endpoint", .faint)
        }
        let ago = report.ago(Moment(step.at))
        guard step.isVerified else { return .init("could not be \(step.change.rawValue)d, \(ago)", .red) }
        return .init("\(step.change.rawValue)d \(ago)", .faint)
    }
}
