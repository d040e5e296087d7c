import Coordination
import Eureka
import Logging
import NIOConcurrencyHelpers
import ZooKeeper

/// Follows in ZooKeeper which other replicas are at work: by every change, and now and then without one.
struct ReplicaFollower: Sendable {
    /// How often they are looked at although nothing changed.
    static let resync: Duration = .seconds(15)
    /// How long to wait after a failure.
    static let pause: Duration = .seconds(1)

    let book: RegistryBook
    let session: any ZooKeeperSession
    /// Where this replica is reached.
    let address: String

    /// Runs until cancelled.
    ///
    /// - Throws: `RegistryError` when this replica had better not be one, as seen at the first look.
    func run() async throws {
        let signal = WakeSignal()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                for await _ in session.observeChildren(of: ZNodeLayout.replicas) { signal.wake() }
            }
            group.addTask {
                while (try? await Task.sleep(for: Self.resync, clock: .continuous)) != nil { signal.wake() }
            }
            group.addTask { try await work(signal) }
            // The first failure ends all.
            for try await _ in group {}
        }
    }

    private func work(_ signal: WakeSignal) async throws {
        var isFirst = true
        var isFailing = false
        for await _ in signal.calls {
            do {
                let present = try await present()
                isFailing = false
                if isFirst { try refuseToBeCutOff(from: present) }
                isFirst = false
                book.see(present, from: address)
            } catch let error as RegistryError {
                throw error
            } catch {
                // Whoever cannot be read is still there, as far as anybody knows.
                if !isFailing {
                    book.logger.info(
                        "The other replicas cannot be read; trying again", metadata: [LogKeys.error: "\(error)"])
                }
                isFailing = true
                guard (try? await Task.sleep(for: Self.pause, clock: .continuous)) != nil else { return }
                signal.wake()
            }
        }
    }

    /// All the others; what is no replica's is passed over.
    private func present() async throws -> [ReplicaInfo] {
        var present: [ReplicaInfo] = []
        for name in try await session.children(of: ZNodeLayout.replicas)?.names ?? [] {
            guard let data = try await session.get(ZNodeLayout.replica(ZNodePath.decoded(name)))?.data,
                let info = try? ReplicaInfo(data: data), info.id != book.id
            else { continue }
            present.append(info)
        }
        return present
    }

    /// Others could not tell it of the heartbeats they hear, and it would take those instances for dead.
    private func refuseToBeCutOff(from present: [ReplicaInfo]) throws(RegistryError) {
        guard ReplicaAddress(address)?.isLoopback == true,
            let other = present.first(where: { ReplicaAddress($0.address)?.isLoopback == false })
        else { return }
        throw RegistryError(
            "Another replica is at work at \(other.address), and cannot reach this one at \(address): "
                + "listen beyond this machine, or say with --advertise where it is reached.")
    }
}

extension RegistryBook {
    /// Takes in which other replicas are at work; what a lost one heard gets a full lease.
    func see(_ present: [ReplicaInfo], from address: String) {
        let now = clock.now
        let (gone, new) = state.withLockedValue { state in
            let known = state.replicas.living
            let gone = state.replicas.see(present)
            for id in gone { state.registry.abandon(home: id, now: now) }
            return (gone, present.filter { !known.contains($0.id) })
        }
        for info in new {
            logger.notice("Another replica is at work", metadata: [LogKeys.address: "\(info.address)"])
            if info.address == address {
                logger.warning(
                    "Its address is this replica's own: if it is no former run of this one, give each another --advertise",
                    metadata: [LogKeys.address: "\(address)", LogKeys.replica: "\(info.id)"])
            }
        }
        for id in gone {
            logger.warning(
                "A replica is gone: what it heard of gets a full lease", metadata: [LogKeys.replica: "\(id)"])
        }
    }
}
