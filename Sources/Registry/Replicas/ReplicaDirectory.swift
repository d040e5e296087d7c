import Coordination
import Eureka
import Logging
import NIOConcurrencyHelpers
import ServiceLifecycle
import ZooKeeper

/// Says in ZooKeeper that this replica is at work, follows which others are, and does what only one of them need do.
struct ReplicaDirectory: Service {
    let book: RegistryBook
    let client: ZooKeeperClient
    /// Where this replica listens, once it does.
    let addresses: AsyncStream<String>
    let rootApp: String

    func run() async throws {
        for await address in addresses.cancelOnGracefulShutdown() {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await presence(at: address).run() }
                group.addTask { await follow() }
                group.addTask {
                    let store = MemberStore(session: client, rootApp: rootApp)
                    try await MemberKeeper(book: book, store: store, address: address).run()
                }
                try await group.waitForAll()
            }
            return
        }
    }

    /// Whatever stands at our address is our own left-over: only one process listens there.
    private func presence(at address: String) throws -> PersistentEphemeral {
        PersistentEphemeral(
            client: client, path: ZNodeLayout.replica(address),
            data: try ReplicaInfo(id: book.id, address: address).data(), logger: book.logger, replaceOwn: { _ in true })
    }

    private func follow() async {
        await cancelWhenGracefulShutdown {
            for await children in client.observeChildren(of: ZNodeLayout.replicas) {
                var present: [ReplicaInfo] = []
                for name in children?.names ?? [] {
                    let path = ZNodeLayout.replica(ZNodePath.decoded(name))
                    guard let data = try? await client.get(path)?.data, let info = try? ReplicaInfo(data: data),
                        info.id != book.id
                    else { continue }
                    present.append(info)
                }
                book.see(present)
            }
        }
    }
}

extension RegistryBook {
    /// Takes in which other replicas are at work; what a lost one heard gets a full lease.
    func see(_ present: [ReplicaInfo]) {
        let now = clock.now
        let (gone, new) = state.withLockedValue { state in
            let known = state.replicas.living
            let gone = state.replicas.see(present)
            for id in gone { state.registry.abandon(home: id, now: now) }
            return (gone, present.filter { !known.contains($0.id) })
        }
        for info in new { logger.notice("Another replica is at work", metadata: [LogKeys.address: "\(info.address)"]) }
        for id in gone {
            logger.warning(
                "A replica is gone: what it heard of gets a full lease", metadata: [LogKeys.replica: "\(id)"])
        }
    }
}
