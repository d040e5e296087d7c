import Coordination
import Eureka
import ZooKeeper

/// Every replica of the registry at work, as ZooKeeper knows them.
struct ReplicaList: Sendable {
    let session: any ZooKeeperSession

    /// A client for each, in the order of their addresses, with the credentials of the configured one at the same address,
    /// else of the first; those configured when ZooKeeper knows none.
    func clients(like named: [EurekaClient]) async throws -> [EurekaClient] {
        try await session.sync(ZNodeLayout.replicas)
        let addresses = try await addresses()
        guard let first = named.first, !addresses.isEmpty else { return named }
        return try addresses.map { address in
            try named.first { $0.isAt(address) } ?? first.elsewhere(at: address)
        }
    }

    private func addresses() async throws -> [String] {
        var found: [String] = []
        for name in try await session.children(of: ZNodeLayout.replicas)?.names ?? [] {
            let path = ZNodeLayout.replica(ZNodePath.decoded(name))
            guard let data = try await session.get(path)?.data, let info = try? ReplicaInfo(data: data) else {
                continue
            }
            found.append(info.address)
        }
        return found.sorted()
    }
}
