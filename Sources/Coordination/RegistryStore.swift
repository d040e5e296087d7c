public import ZooKeeper

/// A registry's durable memory in ZooKeeper: one znode an instance, and the revision it must not fall behind.
///
/// Knows paths, not payloads. Every call has the deadline of the session or of `withDeadline`.
public struct RegistryStore: Sendable {
    /// What is kept of one instance.
    public struct StoredInstance: Hashable, Sendable {
        /// The app it registered under, as the registry spells it.
        public let app: String
        /// The instance id, unique within the app.
        public let id: String
        /// The registry's own bytes, not looked into here; empty when the znode holds none.
        public let data: [UInt8]
    }

    /// How many reads are under way at once while loading.
    private static let readsInFlight = 128
    private static let instances = ZNodeLayout.registry.appending("instances")
    private static let revision = ZNodeLayout.registry.appending("revision")

    let session: any ZooKeeperSession

    /// The memory that all replicas of the registry share, over one conversation with ZooKeeper.
    public init(session: any ZooKeeperSession) {
        self.session = session
    }

    /// Whether a request would be answered now.
    public var isConnected: Bool {
        if case .connected = session.currentState { true } else { false }
    }

    // MARK: Loading

    /// Everything that is kept, in no order; makes the parents when they are missing.
    public func load() async throws -> [StoredInstance] {
        try await session.createPath(Self.instances)
        try await session.sync(Self.instances)
        guard let apps = try await session.children(of: Self.instances) else { return [] }
        let ids = try await each(apps.names) { app in
            try await session.children(of: Self.instances.appending(ZNodePath.decoded(app)))?.names ?? []
        }
        let places = zip(apps.names, ids).flatMap { app, ids in
            ids.map { (app: ZNodePath.decoded(app), id: ZNodePath.decoded($0)) }
        }
        return try await each(places) { place in
            try await session.get(Self.path(place.app, place.id)).map {
                StoredInstance(app: place.app, id: place.id, data: $0.data ?? [])
            }
        }.compactMap(\.self)
    }

    /// What is kept of one instance now; nil when nothing is.
    public func read(app: String, id: String) async throws(ZooKeeperError) -> [UInt8]? {
        let path = Self.path(app, id)
        try await session.sync(path)
        return try await session.get(path)?.data
    }

    // MARK: Keeping

    /// Keeps an instance, whether it was kept before or not.
    public func save(app: String, id: String, data: [UInt8]) async throws(ZooKeeperError) {
        let path = Self.path(app, id)
        do {
            try await session.set(path, data)
        } catch  where error.code == .noNode {
            try await create(path, data)
        }
    }

    /// Keeps an instance only while `epoch` is the leader's, in one transaction with that check.
    ///
    /// - Returns: False, and nothing is kept, when the epoch is over or was never held.
    public func save(app: String, id: String, data: [UInt8], epoch: Int64) async throws(ZooKeeperError) -> Bool {
        guard let version = Int32(exactly: epoch), version >= 0 else { return false }
        let path = Self.path(app, id)
        var transaction = Transaction()
        transaction.check(ZNodeLayout.epoch, version: ZNodeVersion(rawValue: version))
        transaction.set(path, data)
        do {
            try await session.commit(transaction)
            return true
        } catch {
            if error.failedOperation == 0 { return false }
            guard error.failedOperation == 1, error.code == .noNode else { throw error }
        }
        // Not kept yet: its registration could not be written before.
        if let parent = path.parent { try await session.createPath(parent) }
        transaction = Transaction()
        transaction.check(ZNodeLayout.epoch, version: ZNodeVersion(rawValue: version))
        transaction.create(path, data)
        do {
            try await session.commit(transaction)
            return true
        } catch {
            if error.failedOperation == 0 { return false }
            throw error
        }
    }

    /// Forgets an instance. Fine when it is forgotten already.
    public func remove(app: String, id: String) async throws(ZooKeeperError) {
        let path = Self.path(app, id)
        do {
            try await session.delete(path)
        } catch  where error.code == .noNode {}
        guard let parent = path.parent else { return }
        do {
            try await session.delete(parent)
        } catch  where error.code == .notEmpty || error.code == .noNode {}
    }

    // MARK: Revision

    /// A revision that no answer has exceeded; nil before the first.
    public func revisionCeiling() async throws(ZooKeeperError) -> Int64? {
        try await session.get(Self.revision)?.text.flatMap { Int64($0) }
    }

    /// Raises the revision that answers may reach.
    public func setRevisionCeiling(_ ceiling: Int64) async throws(ZooKeeperError) {
        let data = Array(String(ceiling).utf8)
        do {
            try await session.set(Self.revision, data)
        } catch  where error.code == .noNode {
            try await create(Self.revision, data)
        }
    }

    // MARK: Details

    private static func path(_ app: String, _ id: String) -> ZNodePath { instances.appending(app).appending(id) }

    private func create(_ path: ZNodePath, _ data: [UInt8]) async throws(ZooKeeperError) {
        if let parent = path.parent { try await session.createPath(parent) }
        do {
            try await session.create(path, data)
        } catch  where error.code == .nodeExists {
            try await session.set(path, data)
        }
    }

    /// Results in the order of the inputs, a bounded number of requests under way.
    private func each<Input: Sendable, Output: Sendable>(
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
        _ body: (RegistryStore) async throws(ZooKeeperError) -> Result
    ) async throws(ZooKeeperError) -> Result {
        // `withDeadline` rethrows without the type.
        do {
            return try await session.withDeadline(timeout) { try await body(self) }
        } catch let error as ZooKeeperError {
            throw error
        } catch {
            throw ZooKeeperError(.unexpected, outcome: .unknown, message: "\(error)")
        }
    }
}
