import Foundation

/// How many files this process may have open at once, and how many connections fit into that.
struct DescriptorLimit: Hashable {
    /// What the process may have open.
    let files: Int

    /// Kept-alive clients that a registry should be able to have.
    static let usualClients = 10_000
    /// Each connection takes memory, too.
    static let mostConnections = 32_768
    /// For ZooKeeper, the other replicas, peers and files.
    private static let reserve = 256

    /// Connections that leave enough files for everything else.
    var connections: Int { min(max(files - Self.reserve, files / 2), Self.mostConnections) }

    /// Raises this process's limit as far as it may without being privileged.
    static func raised() -> DescriptorLimit {
        var limit = rlimit()
        guard getrlimit(resource, &limit) == 0 else { return DescriptorLimit(files: 1024) }
        var wanted = limit
        wanted.rlim_cur = limit.rlim_max
        let isRaised = setrlimit(resource, &wanted) == 0
        return DescriptorLimit(files: Int(clamping: isRaised ? wanted.rlim_cur : limit.rlim_cur))
    }

    /// As many connections as are asked for, or else as fit; `isShort` when that is fewer than there should be.
    func allowance(asked: Int?) -> (connections: Int, isShort: Bool) {
        let granted = min(asked ?? connections, connections)
        return (granted, granted < asked ?? Self.usualClients)
    }

    #if canImport(Glibc)
    private static let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    #else
    private static let resource = RLIMIT_NOFILE
    #endif
}
