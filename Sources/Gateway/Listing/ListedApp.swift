import Eureka

/// One app as the registry lists it: its managed instances.
struct ListedApp: Hashable, Sendable {
    /// In lower case, as operators write it.
    var name: String
    /// By color, then by name.
    var servers: [ListedServer]
    /// Where its health checks ask, when its instances agree on it; nil: a connection is enough.
    var healthPath: String?
    /// Those that registered no IP address, and so cannot be put behind the proxy.
    var unreachable: [String] = []

    /// More instances than this are left out.
    static let maximumServers = 1000

    init(
        name: String, servers: [ListedServer], healthPath: String? = nil, unreachable: [String] = []
    ) {
        self.name = name
        self.servers = servers.sorted { ($0.color, $0.name) < ($1.color, $1.name) }
        self.healthPath = healthPath
        self.unreachable = unreachable
    }

    /// An app of a listing; it may have no managed instance.
    init(name: String, instances: [InstanceInfo], healthPath: String?) {
        let managed = instances.filter { $0.color != nil }.prefix(Self.maximumServers)
        var paths = managed.compactMap { $0.healthCheckURL.flatMap(Self.path) }
        if Set(paths).count != 1 { paths = [] }
        self.init(
            name: name.lowercased(), servers: managed.compactMap { ListedServer($0) },
            healthPath: healthPath ?? paths.first,
            unreachable: managed.filter { ListedServer($0) == nil }.map(\.effectiveID).sorted())
    }

    /// Path and query of a URL; nil when the proxy's configuration could not carry it.
    static func path(ofURL url: String) -> String? {
        guard let scheme = url.firstRange(of: "://") else { return nil }
        let rest = url[scheme.upperBound...]
        let path = rest.firstIndex(of: "/").map { String(rest[$0...]) } ?? "/"
        return isPlain(path) ? path : nil
    }

    /// Nothing that ends a word or begins a comment or a variable in HAProxy's configuration.
    static func isPlain(_ path: String) -> Bool {
        path.first == "/" && path.utf8.count <= 256
            && path.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && !"\"'\\#$%{}".utf8.contains($0) }
    }
}
