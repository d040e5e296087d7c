import Controller
import RolloutCore

extension Settings {
    /// What rollouts keep to, and when they may begin.
    ///
    /// - Throws: `Failure` that says all that contradicts itself.
    func policy() throws(Failure) -> AppPolicy {
        let rollout = try rolloutPolicy()
        let findings = rollout.findings
        guard findings.isEmpty else { throw Failure(.usage, findings.map(placed).joined(separator: "; ")) }
        return AppPolicy(rollout: rollout, windows: try windows(), needsMargin: try flag(.quorumMargin))
    }

    /// Every key below `rollout.` with the value in effect, as YAML; `with(policy:at:)` reads it.
    func policyText() throws(Failure) -> String {
        var lines: [String] = []
        for key in ConfigurationKey.all where key.name.hasPrefix("rollout.") {
            guard let text = try text(key) else { continue }
            let quoted = text.replacing("'", with: "''")
            lines.append("\(key.name.dropFirst("rollout.".count)): '\(quoted)'")
        }
        return lines.joined(separator: "\n")
    }

    /// These settings with the rollout policy of a leader in place of their own.
    func with(leaderPolicy yaml: String) throws -> Settings {
        let policy = try ConfigurationFile(path: "the leader's policy", yaml: yaml, below: "rollout.")
        return Settings(options: [:], environment: [:], file: policy)
    }

    /// A finding begins with the key that is to be changed, which is told with its place.
    private func placed(_ finding: String) -> String {
        let word = finding.prefix { $0.isLetter || $0 == "." }
        guard let key = ConfigurationKey.all.first(where: { $0.name == word }) else { return finding }
        return label(of: key) + finding.dropFirst(word.count)
    }

    private func rolloutPolicy() throws(Failure) -> RolloutPolicy {
        let cache = try required(.readerCache)
        let strategy = RolloutPolicy.Strategy(
            batches: ValueKind.amounts.values(in: try required(.batches)).compactMap { Amount($0) },
            bake: try duration(.bake), soak: try duration(.soak))
        return RolloutPolicy(
            strategy: strategy, minTarget: Amount(try required(.minTarget)) ?? .percent(100),
            minHealthy: try text(.minHealthy).flatMap { Amount($0) },
            maxInTransition: Int(try required(.maxInTransition)) ?? 1, checkDeadline: try duration(.checkDeadline),
            stepDeadline: try duration(.stepDeadline), phaseDeadline: try duration(.phaseDeadline),
            rolloutDeadline: try duration(.rolloutDeadline),
            onDeadline: RolloutPolicy.OnDeadline(rawValue: try required(.onDeadline)) ?? .rollBack,
            readerCache: cache == "auto" ? .automatic : .fixed(try duration(.readerCache)),
            blindPropagation: try duration(.blindPropagation), drain: try duration(.rolloutDrain),
            rollsBackByItself: try flag(.rollsBack),
            drift: RolloutPolicy.Drift(rawValue: try required(.drift)) ?? .reassert,
            requiresComment: try flag(.requireComment), analysis: try checks())
    }

    private func checks() throws(Failure) -> [AnalysisCheck] {
        guard let text = try text(.analysis) else { return [] }
        do throws(AnalysisText.Fault) {
            return try AnalysisText.checks(in: text)
        } catch {
            throw Failure(.usage, "\(label(of: .analysis)): \(error.sentence)")
        }
    }

    private func windows() throws(Failure) -> [RolloutWindow] {
        guard let text = try text(.windows) else { return [] }
        do throws(RolloutWindow.Fault) {
            return try ValueKind.windows.values(in: text).map { window throws(RolloutWindow.Fault) in
                try RolloutWindow(window)
            }
        } catch {
            throw Failure(.usage, "\(error)")
        }
    }

    /// Checks every key at once, as `config check` does.
    func checkAll() throws {
        for key in ConfigurationKey.all { _ = try text(key) }
        _ = try zooKeeper()
        _ = try policy()
    }
}
