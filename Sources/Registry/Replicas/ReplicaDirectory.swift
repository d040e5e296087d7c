import Coordination
import Logging
import ServiceLifecycle
import ZooKeeper

/// Says in ZooKeeper that this replica is at work, follows which others are, and does what only one of them need do.
struct ReplicaDirectory: Service {
    let book: RegistryBook
    let client: ZooKeeperClient
    /// Where this replica is reached, once it listens.
    let addresses: AsyncStream<String>
    let rootApp: String

    func run() async throws {
        for await address in addresses.cancelOnGracefulShutdown() {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await presence(at: address).run() }
                group.addTask {
                    let follower = ReplicaFollower(book: book, session: client, address: address)
                    try await cancelWhenGracefulShutdown { try await follower.run() }
                }
                group.addTask {
                    let store = MemberStore(session: client, rootApp: rootApp)
                    try await MemberKeeper(book: book, store: store, address: address).run()
                }
                // The first failure ends all.
                for try await _ in group {}
            }
            return
        }
    }

    /// Only what this very run has written under an earlier session is replaced: a former run's goes with its session,
    /// and two runs that believe in one address must not take it from each other in turn.
    private func presence(at address: String) throws -> PersistentEphemeral {
        let own = book.id
        return PersistentEphemeral(
            client: client, path: ZNodeLayout.replica(address),
            data: try ReplicaInfo(id: own, address: address).data(), logger: book.logger,
            replaceOwn: { $0.data.flatMap { try? ReplicaInfo(data: $0) }?.id == own })
    }
}
