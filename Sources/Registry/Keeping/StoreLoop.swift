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

    func run() async throws {
        await cancelWhenGracefulShutdown { await self.work() }
        // What was acknowledged without ZooKeeper gets its last chance.
        while await book.writeBatch(to: store) == .wrote {}
        book.closeWaiters()
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
                while await pause() { book.work.wake() }
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
            while !Task.isCancelled {
                try await book.followFeed(of: store)
                try await book.settleDoubts(in: store)
                guard await book.writeBatch(to: store) == .wrote else { return }
            }
        } catch {
            book.failWriting(nil, mayBeWritten: false)
            book.logger.info("ZooKeeper could not be read", metadata: [LogKeys.error: "\(error)"])
        }
    }

    private func pause() async -> Bool {
        (try? await Task.sleep(for: Self.tick, clock: .continuous)) != nil
    }
}
