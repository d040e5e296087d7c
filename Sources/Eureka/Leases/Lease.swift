/// How long an instance is believed without another word from it.
struct Lease: Hashable, Sendable {
    var lastRenewal: EpochMilliseconds
    /// Expires at exactly 1 × its duration; Eureka's own doubling is a bug nobody depends on.
    var deadline: EpochMilliseconds

    init(durationSeconds: Int, now: EpochMilliseconds) {
        lastRenewal = now
        deadline = now + EpochMilliseconds(durationSeconds) * 1000
    }
}
