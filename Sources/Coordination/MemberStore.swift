import RolloutCore
public import ZooKeeper

/// The members that a registry keeps for instances that have neither a znode of their own nor an agent.
///
/// They are persistent, since no session of the registry's is the instance's life; any replica may add or remove them. An
/// ephemeral znode under the same id is somebody's who knows better, and is left alone.
public struct MemberStore: Sendable {
    /// One instance as the registry knows it.
    public struct Member: Hashable, Sendable {
        /// The instance id.
        public let id: String
        /// `blue` or `green`.
        public let color: String
        /// `host:port`
        public let endpoint: String
        /// How long it is believed without a heartbeat, in seconds.
        public let leaseSeconds: Int
        /// Whether it may still make a znode of its own: then none is made for it, but one that is there stays.
        public let isYoung: Bool

        /// A member to be kept.
        public init(id: String, color: String, endpoint: String, leaseSeconds: Int, isYoung: Bool = false) {
            self.id = id
            self.color = color
            self.endpoint = endpoint
            self.leaseSeconds = leaseSeconds
            self.isYoung = isYoung
        }

        fileprivate func data() throws -> [UInt8] {
            try FleetMember(endpoint: Endpoint(endpoint), owner: .registry, leaseSeconds: leaseSeconds).data()
        }
    }

    /// How many requests are under way at once.
    private static let concurrency = 64
    private static let apps: ZNodePath = "/apps"

    private let session: any ZooKeeperSession
    private let rootApp: String

    /// - Parameter rootApp: the app whose fleets are `/blue` and `/green`, in any case.
    public init(session: any ZooKeeperSession, rootApp: String) {
        self.session = session
        self.rootApp = rootApp.uppercased()
    }

    /// The apps that have fleets, upper-case as a registry spells them.
    public func knownApps() async throws -> [String] {
        let names = try await session.children(of: Self.apps)?.names ?? []
        return [rootApp] + names.map { ZNodePath.decoded($0).uppercased() }
    }

    /// Makes the members of one app that are the registry's exactly these.
    ///
    /// - Returns: How many were added, changed or removed.
    public func reconcile(app: String, _ members: [Member]) async throws -> Int {
        let layout = ZNodeLayout(app: AppName(rawValue: app.lowercased()), isRoot: app.uppercased() == rootApp)
        var changes = 0
        for color in Color.allCases {
            let wanted = members.filter { $0.color == color.rawValue }
            changes += try await reconcile(layout.fleet(color), wanted)
        }
        return changes
    }

    private func reconcile(_ fleet: ZNodePath, _ wanted: [Member]) async throws -> Int {
        if wanted.contains(where: { !$0.isYoung }) { try await session.createPath(fleet) }
        let present = try await session.children(of: fleet)?.names.map { ZNodePath.decoded($0) } ?? []
        guard !wanted.isEmpty || !present.isEmpty else { return 0 }
        let ids = Set(present)
        let missing = wanted.filter { !$0.isYoung && !ids.contains($0.id) }
        let byID = Dictionary(wanted.map { ($0.id, $0) }) { first, _ in first }
        let added = try await each(missing) { try await self.add($0, to: fleet) }
        let kept = try await each(present) { try await self.keep(fleet.appending($0), as: byID[$0]) }
        return added + kept
    }

    private func add(_ member: Member, to fleet: ZNodePath) async throws -> Bool {
        do throws(ZooKeeperError) {
            try await session.create(fleet.appending(member.id), try? member.data())
            return true
        } catch {
            // Another replica, an agent or the instance itself was first.
            guard error.code == .nodeExists else { throw error }
            return false
        }
    }

    /// Updates or removes what a registry has put there; conditional on what was read.
    private func keep(_ path: ZNodePath, as member: Member?) async throws -> Bool {
        guard let znode = try await session.get(path), znode.stat.ephemeralOwner == nil,
            FleetMember(data: znode.data).owner == .registry
        else { return false }
        do throws(ZooKeeperError) {
            guard let member else {
                try await session.delete(path, ifVersion: znode.stat.version)
                return true
            }
            let data = try? member.data()
            guard znode.data != data else { return false }
            try await session.set(path, data, ifVersion: znode.stat.version)
            return true
        } catch {
            guard error.code == .badVersion || error.code == .noNode else { throw error }
            return false
        }
    }

    /// How many of them changed anything, a bounded number under way.
    private func each<Input: Sendable>(
        _ inputs: [Input], _ body: @escaping @Sendable (Input) async throws -> Bool
    ) async throws -> Int {
        try await withThrowingTaskGroup(of: Bool.self) { group in
            var count = 0
            for (index, input) in inputs.enumerated() {
                if index >= Self.concurrency, try await group.next() == true { count += 1 }
                group.addTask { try await body(input) }
            }
            for try await isChanged in group where isChanged { count += 1 }
            return count
        }
    }
}
