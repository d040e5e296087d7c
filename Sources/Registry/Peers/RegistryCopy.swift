import Coordination
import Eureka
import Logging
import ServiceLifecycle

/// Copies a running registry once, before anything is answered: clients that move over find everybody, with the same
/// statuses.
///
/// What ZooKeeper remembers counts more: when it has anything, nothing is copied and the predecessor need not be there, so
/// that a start option that was left in place does not bring back the dead, or keep the registry down, weeks later. Only
/// a copy that was broken off is made again.
struct RegistryCopy: Sendable {
    static let pause: Duration = .milliseconds(500)

    let replication: RegistryServer.Replication
    let book: RegistryBook

    /// - Throws: ``CopyError`` when no predecessor answers.
    func make() async throws {
        guard try await isWanted() else { return }
        let instances = try await read()
        try await book.store?.within(book.configuration.copyTimeout) { try await $0.beginCopy() }
        let copied = book.copy(instances)
        if let store = book.store { try await book.writeCopy(to: store) }
        try await book.store?.within(book.configuration.copyTimeout) { try await $0.endCopy() }
        book.grantFullLeases()
        book.logger.log(
            level: copied == 0 ? .warning : .notice,
            copied == 0 ? "Copied a registry without instances" : "Registry copied",
            metadata: [LogKeys.count: "\(copied)"]
        )
    }

    /// False when the registry was asked to end meanwhile.
    func makeUntilShutdown() async throws -> Bool {
        do {
            try await cancelWhenGracefulShutdown { try await make() }
            return true
        } catch is CancellationError where Task.isShuttingDownGracefully {
            return false
        }
    }

    /// Loads what ZooKeeper remembers, however long that takes, and looks whether it is anything.
    private func isWanted() async throws -> Bool {
        guard let store = book.store else { return true }
        while true {
            do {
                if !book.isLoaded { try await book.load(from: store) }
                guard book.read(\.count).value > 0 else { return true }
                let isBroken = try await store.hasUnfinishedCopy()
                if !isBroken { book.logger.notice("Nothing is copied: ZooKeeper remembers what is registered") }
                return isBroken
            } catch {
                try Task.checkCancellation()
                book.logger.warning("Registry not loaded yet", metadata: [LogKeys.error: "\(error)"])
                try await Task.sleep(for: Self.pause, clock: .continuous)
            }
        }
    }

    /// Every instance that the first predecessor to answer shows, of every status.
    private func read() async throws -> [InstanceInfo] {
        var pause = replication.copyPause
        var fault = ""
        for number in 1...max(replication.copyTries, 1) {
            for predecessor in replication.predecessors {
                do throws(EurekaError) {
                    return try await predecessor.applications().applications.flatMap(\.instances)
                } catch {
                    fault = "\(predecessor): \(error.message)"
                    book.logger.warning(
                        "Registry to copy does not answer",
                        metadata: [LogKeys.address: "\(predecessor)", LogKeys.error: "\(error)"]
                    )
                }
                try Task.checkCancellation()
            }
            if number < replication.copyTries {
                try await Task.sleep(for: pause, clock: .continuous)
                pause *= 2
            }
        }
        throw CopyError("no registry to start from answers (\(fault)): mend its address, or start without one")
    }
}
