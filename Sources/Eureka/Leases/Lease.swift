/// How long an instance is believed without another word from it.
struct Lease: Hashable, Sendable {
    /// Two replicas that heard of an instance within this time heard of it at once: twice what their word takes.
    static let simultaneity: EpochMilliseconds = 1000

    var lastRenewal: EpochMilliseconds
    /// Expires at exactly 1 × its duration; Eureka's own doubling is a bug nobody depends on.
    var deadline: EpochMilliseconds
    var home: LeaseHome

    init(durationSeconds: Int, now: EpochMilliseconds, home: LeaseHome) {
        lastRenewal = now
        deadline = now + EpochMilliseconds(durationSeconds) * 1000
        self.home = home
    }

    /// Whether the home stays where it is although another replica has heard of the instance, too: by the same rule on
    /// both sides, or each would hold the other for the home.
    func isKept(from other: String, own: String, now: EpochMilliseconds) -> Bool {
        guard now - lastRenewal <= Self.simultaneity else { return false }
        switch home {
        case .here: return own < other
        case .replica(let present): return present < other
        case .unknown: return false
        }
    }
}
