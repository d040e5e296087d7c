import NIOConcurrencyHelpers

/// Wakes the passes when a decision asked for it, and every so often in any case.
struct Alarm: Sendable {
    private let next = NIOLockedValueBox<ContinuousClock.Instant>(.now)
    let signal: WakeSignal
    let resync: Duration

    init(signal: WakeSignal, resync: Duration) {
        self.signal = signal
        self.resync = resync
    }

    /// Wakes after this long; nil leaves it to the resync.
    func set(after delay: Duration?) {
        next.withLockedValue { $0 = .now + min(delay ?? resync, resync) }
    }

    /// Wakes the passes if their time has come.
    func ring(at now: ContinuousClock.Instant) {
        let isDue = next.withLockedValue { next in
            guard next <= now else { return false }
            next = now + resync
            return true
        }
        if isDue { signal.wake() }
    }
}
