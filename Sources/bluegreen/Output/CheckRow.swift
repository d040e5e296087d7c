import RolloutCore

/// One check of a bake or a soak: value, comparator, threshold and verdict.
struct CheckRow: Hashable, Sendable, Encodable {
    let name: String
    let phase: Phase
    /// From 1.
    let batch: Int
    /// Absent when it was not measured.
    let verdict: Measurement.Verdict?
    let measuredAt: Moment?
    /// In base units (a ratio, seconds); absent when nothing can be told.
    let value: Double?
    let measured: String
    let allowed: String

    init(_ result: CheckResult) {
        name = result.name
        phase = result.phase
        batch = result.batch + 1
        verdict = result.verdict
        measuredAt = result.measuredAt.map { Moment($0) }
        value = result.value
        measured = result.measured
        allowed = result.allowed
    }

    private var mark: String {
        switch verdict {
        case .pass: "✔"
        case .fail: "✖"
        case .inconclusive, nil: "?"
        }
    }

    private var paint: Paint {
        switch verdict {
        case .pass: .green
        case .fail: .red
        case .inconclusive, nil: .yellow
        }
    }

    /// `✔ errors 0.02 % (2 of 9830), allowed < 0.5 %`
    func line(for terminal: Terminal) -> String {
        "\(terminal.painted(mark, paint)) \(name) \(measured), allowed \(allowed)"
    }

    /// `✔ errors 0.02 % < 0.5 %`, for several in one line.
    func short(for terminal: Terminal) -> String {
        let value = verdict == .pass || verdict == .fail ? String(measured.prefix { $0 != "(" }) : "no data "
        return "\(terminal.painted(mark, paint)) \(name) \(value)\(value.hasSuffix(" ") ? "" : " ")\(allowed)"
    }

    static func table(_ rows: [CheckRow], for terminal: Terminal) -> String {
        var table = Table("CHECK", "IN", "BATCH", "RESULT", "MEASURED", "ALLOWED")
        for row in rows {
            table.append([
                .init(row.name), .init(row.phase.rawValue), .init("\(row.batch)"),
                .init("\(row.mark) \(row.verdict?.rawValue ?? "not measured")", row.paint), .init(row.measured),
                .init(row.allowed),
            ])
        }
        return table.rendered(for: terminal)
    }
}
