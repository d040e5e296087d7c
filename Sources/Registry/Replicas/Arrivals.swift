import Eureka

/// Since when this replica has known each instance, by its own clock: when one registered may be another replica's time.
struct Arrivals: Sendable {
    /// How long an instance is young, in milliseconds.
    let grace: EpochMilliseconds
    private var known: [InstanceKey: EpochMilliseconds] = [:]
    private var now: EpochMilliseconds = 0

    /// Of nobody yet.
    init(grace: EpochMilliseconds) {
        self.grace = grace
    }

    /// These are there now, and nobody else.
    mutating func see(_ present: [InstanceKey], now: EpochMilliseconds) {
        var seen: [InstanceKey: EpochMilliseconds] = [:]
        seen.reserveCapacity(present.count)
        for key in present { seen[key] = known[key] ?? now }
        known = seen
        self.now = now
    }

    /// Whether it came less than the grace before the last look.
    func isYoung(_ key: InstanceKey) -> Bool {
        known[key].map { now - $0 < grace } ?? true
    }
}
