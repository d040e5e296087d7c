import ZooKeeper

/// Why ZooKeeper cannot be used, from what each of its servers says.
struct EnsembleSentence: Hashable {
    let hasQuorum: Bool
    /// Nobody answers who could still form a quorum: waiting does not help.
    let isCertain: Bool
    let text: String

    init(_ reports: [ServerReport], servers: String) {
        let assessment = QuorumAssessment(reports)
        let isSilent = { (report: ServerReport) in report.mode == .unreachable && Self.isMute(report) }
        hasQuorum = assessment.hasQuorum
        isCertain = !assessment.hasQuorum && !reports.contains(where: isSilent)
        let answering = reports.filter { $0.mode != .unreachable || Self.isMute($0) }
        let details = reports.compactMap(Self.detail).joined(separator: ", ")
        if assessment.hasQuorum {
            text = "ZooKeeper at \(servers) has a quorum, but did not answer in time: try again"
        } else if answering.isEmpty {
            let what = reports.count == 1 ? "" : ": \(details)"
            let why = reports.count == 1 ? reports[0].failure.map { " (\(Self.reason($0)))" } ?? "" : ""
            text =
                "ZooKeeper at \(servers) cannot be reached\(why)\(what); "
                + "check that it runs, or name another with --zookeeper"
        } else if answering.count == reports.count
            && reports.allSatisfy({ [.leader, .follower, .standalone].contains($0.mode) })
        {
            text = "ZooKeeper at \(servers) is not one ensemble: \(details)"
        } else {
            text =
                "ZooKeeper at \(servers) has no quorum: \(answering.count) of \(reports.count) "
                + "server\(reports.count == 1 ? "" : "s") answer\(answering.count == 1 ? "s" : "") (\(details)); "
                + "nothing is switched until a majority runs again"
        }
    }

    private static func detail(of report: ServerReport) -> String? {
        switch report.mode {
        case .leader, .follower, .observer, .standalone: "\(report.server) is \(report.mode.rawValue)"
        case .notServing: "\(report.server) runs without a quorum"
        case .unreachable: "\(report.server) " + (report.failure.map(reason) ?? "does not answer")
        }
    }

    /// It talks, but is not allowed to say how it is: it may well serve.
    private static func isMute(_ report: ServerReport) -> Bool {
        report.failure?.hasPrefix("answered") ?? false
    }

    /// A network error in words that an operator uses.
    private static func reason(_ failure: String) -> String {
        if failure.hasPrefix("answered") { return "does not tell how it is" }
        if failure.contains("refused") { return "refuses connections" }
        if failure.contains("connectTimeout") || failure.contains("timed out") { return "does not answer within 2s" }
        if failure.contains("reset") { return "breaks connections off" }
        if failure.contains("dns") || failure.contains("unknown") { return "has no known address" }
        return "does not answer"
    }
}
