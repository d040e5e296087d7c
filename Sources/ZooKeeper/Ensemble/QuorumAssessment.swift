/// Whether the ensemble can take changes, and how many more members it can lose; from the reports of the servers in the
/// connect string, which should name every member.
public struct QuorumAssessment: Hashable, Sendable {
    /// Whether changes are possible.
    public let hasQuorum: Bool
    /// Members that may fail before they are not.
    public let toleratedFailures: Int
    /// Members that do not serve.
    public let missing: [String]
    /// One sentence for operators.
    public let sentence: String

    /// Judges reports; no request is made.
    public init(_ reports: [ServerReport]) {
        let voters = reports.filter { $0.mode != .observer }
        let serving = voters.filter { [.leader, .follower, .standalone].contains($0.mode) }
        let standalone = voters.filter { $0.mode == .standalone }
        let leaders = voters.filter { $0.mode == .leader }
        missing = voters.filter { [.notServing, .unreachable].contains($0.mode) }.map(\.server)
        let majority = voters.count / 2 + 1
        toleratedFailures = max(0, serving.count - majority)
        let names = missing.joined(separator: ", ")
        if standalone.count > 1 || (!standalone.isEmpty && serving.count > standalone.count) || leaders.count > 1 {
            hasQuorum = false
            sentence =
                "the servers do not form one ensemble: "
                + reports.map { "\($0.server) is \($0.mode.rawValue)" }.joined(separator: ", ")
        } else if serving.isEmpty {
            hasQuorum = false
            sentence = "no quorum: none of \(reports.count) servers serves (\(names))"
        } else if serving.count < majority {
            // A member that serves proves a quorum, unless it is about to find out.
            hasQuorum = false
            sentence = "no quorum is seen: \(serving.count) of \(voters.count) members serve, missing \(names)"
        } else if !missing.isEmpty {
            hasQuorum = true
            sentence =
                "quorum with \(serving.count) of \(voters.count) members, missing \(names); "
                + "\(toleratedFailures) more may fail"
        } else {
            hasQuorum = true
            sentence = "quorum with all \(voters.count) members; \(toleratedFailures) may fail"
        }
    }
}
