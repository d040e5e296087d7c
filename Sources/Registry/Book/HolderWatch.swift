import Coordination

/// Tells another live registry from what a former life of this one left behind, which goes with its session.
struct HolderWatch {
    /// How often to look.
    static let interval: Duration = .seconds(5)
    /// Longer than any session outlives its process: 20 ticks of 2 s by ZooKeeper's defaults.
    static let patience: Duration = .seconds(45)

    private var other: RegistryStore.Holder?
    private var since: ContinuousClock.Instant
    private var isTold = false
    private var next: ContinuousClock.Instant

    init(start: ContinuousClock.Instant) {
        since = start
        next = start
    }

    /// Whether it is time to look again.
    mutating func isDue(at now: ContinuousClock.Instant) -> Bool {
        guard now >= next else { return false }
        next = now + Self.interval
        return true
    }

    /// Takes in a look.
    ///
    /// - Returns: Whether to speak up, which is once for each other one.
    mutating func saw(_ holder: RegistryStore.Holder?, at now: ContinuousClock.Instant) -> Bool {
        if holder != other {
            other = holder
            since = now
            isTold = false
        }
        guard holder != nil, !isTold, now - since > Self.patience else { return false }
        isTold = true
        return true
    }
}
