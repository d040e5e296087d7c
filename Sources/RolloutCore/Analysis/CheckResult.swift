/// A check of a bake or a soak, as status and history show it.
public struct CheckResult: Codable, Hashable, Sendable {
    /// The check's name.
    public let name: String
    /// `baking` or `soaking`.
    public let phase: Phase
    /// The batch, from 0.
    public let batch: Int
    /// Nil when it was not measured.
    public let verdict: Measurement.Verdict?
    /// When that was; nil when it was not measured.
    public let measuredAt: Timestamp?
    /// In base units; nil when nothing can be told.
    public let value: Double?
    /// `5.2 % (12 of 230)`, or why there is no data.
    public let measured: String
    /// `< 1 %`
    public let allowed: String

    /// A result put together by hand.
    public init(
        name: String, phase: Phase, batch: Int, verdict: Measurement.Verdict?, measuredAt: Timestamp? = nil,
        value: Double?, measured: String, allowed: String
    ) {
        self.name = name
        self.phase = phase
        self.batch = batch
        self.verdict = verdict
        self.measuredAt = measuredAt
        self.value = value
        self.measured = measured
        self.allowed = allowed
    }
}

extension Rollout {
    /// The checks of the bake or soak under way, as they stand; empty in every other phase.
    public var checks: [CheckResult] {
        guard let analysis, phase == .baking || phase == .soaking else { return [] }
        return zip(policy.analysis, analysis.checks).map { check, progress in
            CheckResult(
                name: check.name, phase: phase, batch: batch, verdict: progress.last?.verdict,
                measuredAt: progress.measuredAt, value: progress.last?.value,
                measured: progress.last?.words(beside: check.allowed.limit) ?? "no data: not measured yet",
                allowed: check.allowed.words)
        }
    }

    /// The look is over: what its checks came to is kept.
    mutating func closeAnalysis() {
        guard analysis != nil else { return }
        checked = ((checked ?? []) + checks).suffix(Self.checkLimit)
        analysis = nil
    }
}
