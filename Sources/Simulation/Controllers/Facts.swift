import RolloutCore
import ZooKeeper

/// Everything one leader knows of the app, as old as its last look.
struct Facts {
    /// The outer nil means: not read yet.
    var intent: ZNode??
    /// Slots, in their order; nil: not read yet.
    var members: PerColor<[Int]?> = PerColor(blue: nil, green: nil)
    /// What operators ask for; nil: not read yet.
    var requests: [RolloutRequest]?
    var freezes: [String] = []
    var registries: [RegistryKnowledge]
    /// By slot.
    var verdicts: [Verdict?]

    struct Verdict {
        var readiness: Readiness
        var at: Timestamp
    }

    struct RegistryKnowledge {
        var failure: String?
        var isKnown = false
        /// By slot.
        var entries: [Answer.Entry?]
        var revision: Int64?
        var readers: [Reader]?
        var readersSince: Timestamp?
        var generation = 0
        var confirmedAt: Timestamp?

        mutating func advance(to revision: Int64?) {
            guard let revision else { return }
            self.revision = max(self.revision ?? revision, revision)
        }
    }

    init(slots: Int, replicas: Int) {
        let unknown = RegistryKnowledge(entries: Array(repeating: nil, count: slots))
        registries = Array(repeating: unknown, count: replicas)
        verdicts = Array(repeating: nil, count: slots)
    }

    static let shelfLife: Duration = .seconds(9)

    func readiness(_ slot: Int, now: Timestamp) -> Readiness {
        guard let verdict = verdicts[slot] else { return .unknown("not probed yet") }
        guard (.zero...Self.shelfLife).contains(now - verdict.at) else { return .unknown("the last probe is too old") }
        return verdict.readiness
    }

    /// - Returns: whether the verdict changed.
    mutating func note(_ readiness: Readiness, on slot: Int, now: Timestamp) -> Bool {
        let before = self.readiness(slot, now: now)
        verdicts[slot] = Verdict(readiness: readiness, at: now)
        return before != readiness
    }

    func registration(_ slot: Int) -> Registration {
        var seen: Answer.Entry?
        var isMissing = false
        var differs = false
        for (index, registry) in registries.enumerated() {
            if let failure = registry.failure { return .unavailable("registry-\(index + 1): \(failure)") }
            guard let entry = registry.entries[slot] else {
                isMissing = true
                continue
            }
            if let seen, seen != entry { differs = true }
            seen = seen ?? entry
        }
        guard let seen else { return .missing }
        guard isMissing || differs else { return .registered(seen.status, override: seen.override) }
        return .disagreement("one says \(seen.status), another differs")
    }
}
