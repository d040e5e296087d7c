import Coordination
import Logging
import ServiceLifecycle
import ZooKeeper

/// The one conversation of a replica with the store: loads, follows what others wrote, writes what is new here.
///
/// One thing at a time, so that nothing read can be older than what was written here before.
struct StoreLoop: Service {
    static let tick: Duration = .milliseconds(500)
    let book: RegistryBook
    let store: RegistryStore

    /// How long the end may wait for the store.
    private static let lastChance: Duration = .seconds(3)
    /// So many batches in a row that others were first with are enough for one round.
    private static let maximumConflicts = 8
    /// What ZooKeeper did not take is tried again so many ticks later.
    private static let ticksUntilRetry = 20

    func run() async throws {
        await cancelWhenGracefulShutdown { await self.work() }
        await finish()
    }

    private func work() async {
        while !book.isLoaded {
            do {
                try await book.load(from: store)
            } catch {
                book.logger.warning("Registry not loaded yet", metadata: [LogKeys.error: "\(error)"])
                guard await pause() else { return }
            }
        }
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                for await numbers in store.feedNumbers() {
                    book.sawFeed(numbers)
                    book.work.wake()
                }
            }
            group.addTask {
                var ticks = 0
                while await pause() {
                    ticks += 1
                    if ticks.isMultiple(of: Self.ticksUntilRetry) { book.retry() }
                    book.work.wake()
                }
            }
            group.addTask {
                // Apart from the loop, which may be reading.
                while await pause(book.configuration.writeTimeout / 4) { book.expireWaiters() }
            }
            group.addTask {
                for await _ in book.work.calls { await round() }
            }
            await group.next()
            group.cancelAll()
        }
    }

    /// Everything there is to do, until it is done or fails; what failed is tried again at the next tick.
    private func round() async {
        do {
            var conflicts = 0
            while !Task.isCancelled, conflicts < Self.maximumConflicts {
                try await book.followFeed(of: store)
                try await book.settleDoubts(in: store)
                switch await book.writeBatch(to: store) {
                case .wrote: conflicts = 0
                case .conflict: conflicts += 1
                case .nothing, .failed: return
                }
            }
        } catch {
            book.failWriting(nil, mayBeWritten: false)
            book.logger.info("ZooKeeper could not be read", metadata: [LogKeys.error: "\(error)"])
        }
    }

    /// What was acknowledged without ZooKeeper, and the batch that the end broke off, get their last chance.
    private func finish() async {
        let deadline = ContinuousClock.now + Self.lastChance
        while book.hasWork, store.isConnected, ContinuousClock.now < deadline {
            do {
                try await book.settleDoubts(in: store)
                switch await book.writeBatch(to: store) {
                case .wrote, .conflict: continue
                case .nothing, .failed: break
                }
            } catch {
                book.logger.info("ZooKeeper could not be read", metadata: [LogKeys.error: "\(error)"])
            }
            guard await pause(Self.tick / 5) else { break }
        }
        book.closeWaiters()
    }

    private func pause(_ duration: Duration = Self.tick) async -> Bool {
        (try? await Task.sleep(for: duration, clock: .continuous)) != nil
    }
}
