import Coordination
import Logging
import ServiceLifecycle

/// The registry's one loop: loads, evicts at each lease's own deadline, writes what waits for the store.
///
/// While ZooKeeper is away nothing is evicted; when it is back, or when this process had been paused, every instance
/// gets a full lease, because nobody can tell whose heartbeats were lost. A failing ZooKeeper thus delays the removal of
/// crashed instances; it never removes a living one.
struct RegistryKeeper: Service {
    static let interval: Duration = .milliseconds(500)
    static let retryInterval: Duration = .milliseconds(500)
    let book: RegistryBook

    func run() async throws {
        await cancelWhenGracefulShutdown { await self.work() }
        // What was acknowledged without ZooKeeper gets its last chance.
        await book.writeAll()
    }

    private func work() async {
        while await !isLoaded() {
            guard await pause(Self.retryInterval) else { return }
        }
        var isHeld = false
        var rounds = RoundClock(start: .now)
        var watch = HolderWatch(start: .now)
        while !Task.isCancelled {
            // In this order: a pause between the two shows as one.
            let moment = book.clock.now
            let isPaused = rounds.isLate(at: .now)
            let isAway = book.store.map { !$0.isConnected } ?? false
            if isPaused || (isHeld && !isAway) {
                book.logger.warning("Every instance gets a full lease after a pause or an outage of ZooKeeper")
                book.grantFullLeases()
            }
            if isAway, !isHeld { book.logger.warning("ZooKeeper is away: no lease expires, no status changes") }
            isHeld = isAway
            if !isAway { book.evict(at: moment) }
            await book.writeAll()
            await book.raiseRevisionCeiling()
            if watch.isDue(at: .now) { await book.lookForAnother(&watch) }
            book.recordMetrics()
            let untilExpiry = isAway ? nil : book.untilNextExpiry
            let wait = min(Self.interval, max(untilExpiry ?? Self.interval, .milliseconds(10)))
            guard await pause(wait) else { return }
        }
    }

    private func isLoaded() async -> Bool {
        guard !book.isLoaded else { return true }
        do {
            try await book.load()
            return true
        } catch {
            book.logger.warning("Registry not loaded yet", metadata: [LogKeys.error: "\(error)"])
            return false
        }
    }

    private func pause(_ duration: Duration) async -> Bool {
        (try? await Task.sleep(for: duration, clock: .continuous)) != nil
    }
}
