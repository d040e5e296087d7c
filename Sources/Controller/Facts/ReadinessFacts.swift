import RolloutCore

/// What the probes found, and when: a verdict that is too old is none.
struct ReadinessFacts: Sendable {
    private struct Verdict: Sendable {
        var readiness: Readiness
        var at: Timestamp
    }

    private var verdicts: [InstanceID: Verdict] = [:]
    /// How long a verdict is relied on; the prober raises it with the size of the fleet.
    var shelfLife: Duration = .seconds(10)

    func verdict(on id: InstanceID, now: Timestamp) -> Readiness {
        guard let verdict = verdicts[id] else { return .unknown("not probed yet") }
        guard (.zero...shelfLife).contains(now - verdict.at) else { return .unknown("the last probe is too old") }
        return verdict.readiness
    }

    func isUnprobed(_ id: InstanceID) -> Bool { verdicts[id] == nil }

    /// - Returns: whether the verdict changed.
    mutating func note(_ readiness: Readiness, on id: InstanceID, at now: Timestamp) -> Bool {
        let before = verdict(on: id, now: now)
        verdicts[id] = Verdict(readiness: readiness, at: now)
        return before != readiness
    }

    mutating func keepOnly(_ ids: [InstanceID]) {
        guard verdicts.count > ids.count else { return }
        var kept: [InstanceID: Verdict] = [:]
        for id in ids { kept[id] = verdicts[id] }
        verdicts = kept
    }
}
