/// How long an instance is believed without another word from it.
struct Lease: Hashable, Sendable {
    var lastRenewal: EpochMilliseconds
    /// Expires at exactly 1 × its duration; Eureka's own doubling is a bug nobody depends on.
    var deadline: EpochMilliseconds
    var home: LeaseHome

    init(durationSeconds: Int, now: EpochMilliseconds, home: LeaseHome) {
        lastRenewal = now
        deadline = now + EpochMilliseconds(durationSeconds) * 1000
        self.home = home
    }
}
