import Eureka
import Logging
import ServiceLifecycle

/// Looks after the leases: evicts each at its own deadline.
///
/// While ZooKeeper is away nothing is evicted; when it is back, or when this process had been paused, every instance
/// gets a full lease, because nobody can tell whose heartbeats were lost. A failing ZooKeeper thus delays the removal of
/// crashed instances; it never removes a living one.
struct RegistryKeeper: Service {
    static let interval: Duration = .milliseconds(500)
    /// How much later than its deadline an instance may go, so that many deadlines one after the other cost little.
    static let tolerance: Duration = .milliseconds(50)
    /// Whoever follows the changes is woken at least this often, in rounds.
    private static let beat = 20
    let book: RegistryBook

    func run() async throws {
        await cancelWhenGracefulShutdown { await self.work() }
    }

    private func work() async {
        while !book.isLoaded {
            guard await pause(Self.interval / 10) else { return }
        }
        var isHeld = false
        var beats = 0
        var rounds = RoundClock(start: .now)
        while !Task.isCancelled {
            // In this order: a pause between the two shows as one.
            let moment = book.clock.now
            let isPaused = rounds.isLate(at: .now)
            let isAway = book.isStoreAway
            if isPaused || (isHeld && !isAway) {
                book.logger.warning("Every instance gets a full lease after a pause or an outage of ZooKeeper")
                book.grantFullLeases()
            }
            if isAway, !isHeld { book.logger.warning("ZooKeeper is away: no lease expires, no status changes") }
            isHeld = isAway
            let next = isAway ? nil : book.evict(at: moment)
            book.recordMetrics()
            if beats.isMultiple(of: Self.beat) { book.changes.ring() }
            beats += 1
            guard await pause(Self.wait(until: next, now: book.clock.now)) else { return }
        }
    }

    /// How long until there is something to do. What has run out and is held is looked at with the next round only.
    static func wait(until next: EpochMilliseconds?, now: EpochMilliseconds) -> Duration {
        min(interval, max(next.map { .milliseconds($0 - now) } ?? interval, tolerance))
    }

    private func pause(_ duration: Duration) async -> Bool {
        (try? await Task.sleep(for: duration, clock: .continuous)) != nil
    }
}
