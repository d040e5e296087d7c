import ZooKeeper

/// What one transaction changed, as the other replicas read it.
public struct FeedEntry: Hashable, Sendable, Codable {
    /// The replica that wrote it.
    public let by: String
    /// The instances, app and id in turn.
    public var changed: [String] = []
    /// Those of them that were taken out because their lease had run out.
    public var evicted: [String] = []

    /// An entry without changes.
    public init(by: String) {
        self.by = by
    }

    /// Adds one instance.
    public mutating func add(_ place: RegistryStore.Place, isEvicted: Bool) {
        changed += [place.app, place.id]
        if isEvicted { evicted += [place.app, place.id] }
    }

    /// The instances that changed.
    public var places: [RegistryStore.Place] { Self.places(changed) }
    /// The instances that were taken out for their silence.
    public var evictedPlaces: [RegistryStore.Place] { Self.places(evicted) }

    private static func places(_ words: [String]) -> [RegistryStore.Place] {
        stride(from: 0, to: words.count - 1, by: 2).map { RegistryStore.Place(app: words[$0], id: words[$0 + 1]) }
    }
}

extension RegistryStore {
    /// One entry of the feed with its place in the order of all changes.
    public struct Announcement: Hashable, Sendable {
        /// Counts up by one.
        public let number: Int64
        /// The `zxid` of the transaction.
        public let revision: Int64
        /// What changed; nil when it cannot be read, as from a later version.
        public let entry: FeedEntry?
    }

    static let feed = ZNodeLayout.registry.appending("feed")
    private static let prefix = "c-"
    /// How many entries are kept at least; a replica that is further behind reads everything anew.
    private static let kept: Int64 = 128
    /// How often old ones are removed, in entries.
    private static let pruningInterval: Int64 = 64

    /// Numbers of the entries there are, in order, now and after each change: one watch, however many instances.
    public func feedNumbers() -> AsyncStream<[Int64]> {
        let children = session.observeChildren(of: Self.feed)
        return AsyncStream {
            var iterator = children.makeAsyncIterator()
            return await iterator.next().map { Self.numbers($0?.names ?? []) }
        }
    }

    /// The entries there are, and the revision up to which everything is in the store at that moment.
    public func presentFeed() async throws -> (numbers: [Int64], revision: Int64) {
        try await session.sync(Self.feed)
        guard let children = try await session.children(of: Self.feed) else { return ([], 0) }
        // Each batch sets the parent of its entry: one reading tells both.
        return (Self.numbers(children.names), children.stat.mzxid)
    }

    /// The entries of these numbers; nil when one of them has been removed already.
    public func announcements(_ numbers: [Int64]) async throws -> [Announcement]? {
        let announcements = try await each(numbers) { number -> Announcement? in
            guard let znode = try await session.get(Self.feed.appending(Self.name(number))) else { return nil }
            let entry = znode.data.flatMap { try? Payload.decode(FeedEntry.self, from: $0) }
            return Announcement(number: number, revision: znode.stat.czxid, entry: entry)
        }
        return announcements.contains(nil) ? nil : announcements.compactMap(\.self)
    }

    /// Removes entries that nobody needs any more, now and then.
    public func prune(after number: Int64) async throws {
        guard number % Self.pruningInterval == 0 else { return }
        let old = Self.numbers(try await session.children(of: Self.feed)?.names ?? []).filter {
            $0 <= number - Self.kept
        }
        guard !old.isEmpty else { return }
        var transaction = Transaction()
        for number in old.prefix(Transaction.operationLimit) {
            transaction.delete(Self.feed.appending(Self.name(number)))
        }
        do throws(ZooKeeperError) {
            try await session.commit(transaction)
        } catch {
            // Another replica was first.
            guard error.code == .noNode else { throw error }
        }
    }

    /// Announces a batch in its own transaction; setting the parent tells the transaction's `zxid`.
    static func announcing(_ entry: FeedEntry) throws -> Transaction {
        var transaction = Transaction()
        transaction.set(feed, nil)
        transaction.create(feed.appending(prefix), try Payload.encode(entry), mode: .persistentSequential)
        return transaction
    }

    static func number(of name: String) -> Int64? {
        name.hasPrefix(prefix) ? Int64(name.dropFirst(prefix.count)) : nil
    }

    private static func numbers(_ names: [String]) -> [Int64] { names.compactMap(number(of:)).sorted() }

    /// As ZooKeeper names sequential znodes: ten digits.
    private static func name(_ number: Int64) -> String {
        let digits = String(number)
        return prefix + String(repeating: "0", count: max(0, 10 - digits.count)) + digits
    }
}
