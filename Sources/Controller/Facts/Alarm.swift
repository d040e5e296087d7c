import NIOConcurrencyHelpers

/// Wakes the passes when a decision asked for it, and every so often in any case.
struct Alarm: Sendable {
    private let next = NIOLockedValueBox<ContinuousClock.Instant>(.now)
    let signal: WakeSignal
    let resync: Duration

    /// Waits are told in steps of this: what the passes wait for is seconds away.
    static let granularity: Duration = .milliseconds(100)

    init(signal: WakeSignal, resync: Duration) {
        self.signal = signal
        self.resync = resync
    }

    /// Wakes after this long; nil leaves it to the resync.
    func set(after delay: Duration?) {
        next.withLockedValue { $0 = .now + min(delay ?? resync, resync) }
    }

    func run() async {
        while !Task.isCancelled {
            let isDue = next.withLockedValue { next in
                guard next <= .now else { return false }
                next = .now + resync
                return true
            }
            if isDue { signal.wake() }
            try? await Task.sleep(for: Self.granularity)
        }
    }
}
