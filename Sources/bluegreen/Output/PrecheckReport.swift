import RolloutCore

/// What would come of asking for a color now, as `precheck` prints it.
struct PrecheckReport: Encodable {
    let app: String
    let color: Color
    /// There is nothing to switch then.
    let isServing: Bool
    let wouldStart: Bool
    /// What would refuse it.
    let failures: [String]
    let warnings: [String]
    /// Where the policy comes from.
    let policy: String

    init(app: String, color: Color, isServing: Bool = false, _ precheck: Precheck, policy: String) {
        self.app = app
        self.color = color
        self.isServing = isServing
        wouldStart = precheck.failures.isEmpty
        failures = precheck.failures
        warnings = precheck.warnings
        self.policy = policy
    }

    /// One finding a line, what it comes to at the end.
    func rendered(for terminal: Terminal) -> String {
        let lines =
            failures.map { terminal.painted("refuses", .red) + "  \($0)" }
            + warnings.map { terminal.painted("warning", .yellow) + "  \($0)" }
        return (lines + [verdict]).joined(separator: "\n")
    }

    private var verdict: String {
        let count = failures.count
        if isServing {
            let findings =
                count == 0 ? "" : "; if it did not, it would be refused for \(count) reason\(count == 1 ? "" : "s")"
            return "\(color) serves already, so there is nothing to switch\(findings); nothing was changed"
        }
        guard count > 0 else { return "\(color) could be switched to; nothing was changed" }
        return "\(color) would be refused for \(count) reason\(count == 1 ? "" : "s"); nothing was changed"
    }
}
