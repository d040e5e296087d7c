extension AnalysisCheck {
    /// More checks than this are not looked at.
    public static let limit = 16
    /// Longer names are not lined up.
    static let longestName = 40
    /// Longer queries are nobody's.
    static let longestQuery = 4_096

    /// What in it contradicts itself, each as the end of a sentence about the check.
    public var findings: [String] {
        var findings: [String] = []
        func expect(_ isRight: Bool, _ sentence: @autoclosure () -> String) {
            if !isRight { findings.append(sentence()) }
        }
        expect(interval >= .seconds(1), "interval must be at least 1s")
        expect(consecutive >= 1, "consecutive must be at least 1")
        expect(timeout > .zero, "timeout must be more than nothing")
        if let failFast {
            expect(
                failFast.unit == allowed.limit.unit && isBeyond(failFast),
                "failFast (\(failFast)) must be worse than what is allowed (\(allowed)), in the same unit")
        }
        switch source {
        case .gateway(let metric):
            expect(minRequests >= 1, "minRequests must be at least 1: nothing can be told of no request")
            let unit = allowed.limit.unit
            expect(
                metric.isTime ? unit == .milliseconds || unit == .seconds : unit == .percent || unit == .plain,
                metric.isTime
                    ? "\(metric.rawValue) is a time: write allow: \"<= 250ms\""
                    : "\(metric.rawValue) is a part of all requests: write allow: \"< 1%\"")
        case .prometheus(let query):
            expect(
                minRequests == 1, "minRequests is for what gateways count; a query says by itself when it is too few")
            expect(!query.isEmpty && query.utf8.count <= Self.longestQuery, "the query has 1 to 4096 bytes")
            expect(query.contains("{{color}}"), "the query must look at one color: it names no {{color}}")
        }
        return findings
    }

    private func isBeyond(_ hard: Quantity) -> Bool {
        switch allowed.comparator {
        case .less, .atMost: hard.value > allowed.limit.value
        case .more, .atLeast: hard.value < allowed.limit.value
        }
    }
}

extension RolloutPolicy {
    /// What the checks contradict, each as one sentence.
    var analysisFindings: [String] {
        guard !analysis.isEmpty else { return [] }
        var findings = analysis.flatMap { check in check.findings.map { "rollout.analysis: \(check.name): \($0)" } }
        for (index, check) in analysis.enumerated() {
            let isNamed =
                !check.name.isEmpty && check.name.utf8.count <= AnalysisCheck.longestName
                && check.name.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
            if !isNamed {
                findings.append("rollout.analysis: a name has 1 to \(AnalysisCheck.longestName) letters and no blanks")
            }
            if analysis.prefix(index).contains(where: { $0.name == check.name }) {
                findings.append("rollout.analysis: \(check.name) is there twice")
            }
        }
        if analysis.count > AnalysisCheck.limit {
            findings.append(
                "rollout.analysis: \(analysis.count) checks are more than the \(AnalysisCheck.limit) there may be")
        }
        if strategy.bake == .zero && strategy.soak == .zero {
            findings.append("rollout.analysis: nothing is looked at without a bake or a soak")
        }
        return findings
    }
}
