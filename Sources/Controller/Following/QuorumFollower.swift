import ZooKeeper

/// Looks, every so often, whether the ensemble would survive the loss of one more member.
struct QuorumFollower: Sendable {
    let probe: EnsembleProbe
    let table: AppTable
    let interval: Duration

    func run() async {
        while !Task.isCancelled {
            let lack = Self.lack(in: await probe.reports())
            table.update { $0.lackOfMargin = lack }
            try? await Task.sleep(for: interval)
        }
    }

    /// One sentence while a member is missing and no further one may fail; nil when that is not so or cannot be told.
    static func lack(in reports: [ServerReport]) -> String? {
        let assessment = QuorumAssessment(reports)
        // Servers that answer nothing at all do not allow the question: this very process is connected to one.
        guard reports.count > 1, assessment.hasQuorum, assessment.toleratedFailures == 0, !assessment.missing.isEmpty
        else { return nil }
        return "the loss of one more member of ZooKeeper's ensemble would stop it midway (\(assessment.sentence))"
    }
}
