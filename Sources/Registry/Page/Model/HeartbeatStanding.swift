import Eureka

extension InstanceInfo {
    /// What a heartbeat may be late by before it counts as missed.
    private static let slack: Int64 = 2000

    /// How long ago it was heard last; nil when nobody knows.
    func silence(now: EpochMilliseconds) -> Int64? {
        lease.lastRenewalTimestamp > 0 ? PageTime.elapsed(from: lease.lastRenewalTimestamp, to: now) : nil
    }

    /// Whether two heartbeats in a row have not come.
    func hasMissedHeartbeats(now: EpochMilliseconds) -> Bool {
        guard let silence = silence(now: now) else { return false }
        // Divided, not multiplied: the interval is whatever the client said.
        return (silence - Self.slack) / 2000 >= Int64(lease.renewalIntervalSeconds)
    }
}
