/// Tells a process that was paused from one that was busy for a moment.
///
/// Measures from the start of one round to the start of the next, whatever the round waited for in between: a pause that
/// falls into a write to ZooKeeper counts as much as one that falls into the sleep.
struct RoundClock {
    /// A round that starts this long after the one before means that heartbeats may have been lost.
    static let limit: Duration = .seconds(5)

    private var last: ContinuousClock.Instant

    init(start: ContinuousClock.Instant) { last = start }

    /// A round starts.
    mutating func isLate(at now: ContinuousClock.Instant) -> Bool {
        defer { last = now }
        return now - last > Self.limit
    }
}
