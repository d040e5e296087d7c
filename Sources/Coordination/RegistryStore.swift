public import ZooKeeper

/// The durable memory that all replicas of a registry share: one znode an instance, and a feed of what changed.
///
/// Knows paths, not payloads. Every call has the deadline of the session or of ``within(_:_:)``.
public struct RegistryStore: Sendable {
    /// Where one instance is kept.
    public struct Place: Hashable, Sendable {
        /// The app it registered under, as the registry spells it.
        public let app: String
        /// The instance id, unique within the app.
        public let id: String

        /// The place of one instance.
        public init(app: String, id: String) {
            self.app = app
            self.id = id
        }
    }

    /// What is kept of one instance.
    public struct Kept: Hashable, Sendable {
        /// Which instance.
        public let place: Place
        /// The registry's own bytes, not looked into here; empty when the znode holds none.
        public let data: [UInt8]
        /// What a write must name to replace exactly this.
        public let version: ZNodeVersion
        /// The `zxid` of the transaction that wrote it.
        public let revision: Int64
    }

    /// How many reads are under way at once.
    private static let readsInFlight = 256
    static let instances = ZNodeLayout.registry.appending("instances")

    let session: any ZooKeeperSession

    /// The memory over one conversation with ZooKeeper.
    public init(session: any ZooKeeperSession) {
        self.session = session
    }

    /// Whether a request would be answered now.
    public var isConnected: Bool {
        if case .connected = session.currentState { true } else { false }
    }

    // MARK: Reading

    /// Makes the parents of everything when they are missing: before anything else.
    public func prepare() async throws {
        try await session.createPath(Self.instances)
        try await session.createPath(Self.feed)
    }

    /// Everything that is kept, in no order.
    public func load() async throws -> [Kept] {
        try await session.sync(Self.instances)
        guard let apps = try await session.children(of: Self.instances) else { return [] }
        let ids = try await each(apps.names) { app in
            try await session.children(of: Self.instances.appending(ZNodePath.decoded(app)))?.names ?? []
        }
        let places = zip(apps.names, ids).flatMap { app, ids in
            ids.map { Place(app: ZNodePath.decoded(app), id: ZNodePath.decoded($0)) }
        }
        return try await read(places).compactMap(\.self)
    }

    /// What is kept of each instance, in the order asked for; nil where nothing is.
    public func read(_ places: [Place]) async throws -> [Kept?] {
        try await each(places) { place in
            try await session.get(Self.path(place)).map { znode in
                Kept(
                    place: place, data: znode.data ?? [], version: znode.stat.version, revision: znode.stat.mzxid)
            }
        }
    }

    /// The same as the ensemble has it now, not as the connected server had it a moment ago.
    public func readNewest(_ places: [Place]) async throws -> [Kept?] {
        try await session.sync(Self.instances)
        return try await read(places)
    }

    static func path(_ place: Place) -> ZNodePath { instances.appending(place.app).appending(place.id) }

    /// Results in the order of the inputs, a bounded number of requests under way.
    func each<Input: Sendable, Output: Sendable>(
        _ inputs: [Input],
        _ body: @escaping @Sendable (Input) async throws -> Output
    ) async throws -> [Output] {
        try await withThrowingTaskGroup(of: (Int, Output).self) { group in
            var results: [Output?] = Array(repeating: nil, count: inputs.count)
            for (index, input) in inputs.enumerated() {
                if index >= Self.readsInFlight, let (index, output) = try await group.next() { results[index] = output }
                group.addTask { (index, try await body(input)) }
            }
            while let (index, output) = try await group.next() { results[index] = output }
            return results.compactMap(\.self)
        }
    }
}

extension RegistryStore {
    /// Runs `body` with one deadline for all its requests, in place of the client's operation timeout.
    public func within<Result>(
        _ timeout: Duration,
        _ body: (RegistryStore) async throws -> Result
    ) async throws -> Result {
        try await session.withDeadline(timeout) { try await body(self) }
    }
}
