/// The last changes, for clients that fetch differences.
///
/// Holds three minutes unless asked otherwise, as Eureka does, and at most ``maximumEntries``. A client that misses some notices by the hash
/// and fetches everything.
struct DeltaLog: Sendable {
    struct Entry: Sendable {
        /// The number of the change.
        var version: Int64
        var time: EpochMilliseconds
        var key: InstanceKey
        /// The instance as it was when it went; nil while it is there.
        var deleted: InstanceInfo?
    }

    static let maximumEntries = 20_000

    /// How long a change is told, in milliseconds.
    let retention: Int64

    /// `versions__delta`: grows by one with each change.
    private(set) var version: Int64
    private var entries: [Entry] = []

    init(version: Int64, retention: Int64) {
        self.version = version
        self.retention = retention
    }

    mutating func append(_ key: InstanceKey, deleted: InstanceInfo?, now: EpochMilliseconds) {
        version += 1
        if entries.count >= Self.maximumEntries { entries.removeFirst(Self.maximumEntries / 2) }
        entries.append(Entry(version: version, time: now, key: key, deleted: deleted))
    }

    /// Each instance changed after that version, once, with its last change; nil when some of them are forgotten.
    func changes(after version: Int64) -> [(key: InstanceKey, deleted: InstanceInfo?)]? {
        guard version <= self.version, version >= (entries.first?.version ?? self.version + 1) - 1 else { return nil }
        return Self.last(entries.drop { $0.version <= version })
    }

    /// Each instance changed within the retention time, once, with its last change, oldest first.
    mutating func recent(now: EpochMilliseconds) -> [(key: InstanceKey, deleted: InstanceInfo?)] {
        let old = entries.prefix { $0.time <= now - retention }.count
        entries.removeFirst(old)
        return Self.last(entries[...])
    }

    private static func last(_ entries: ArraySlice<Entry>) -> [(key: InstanceKey, deleted: InstanceInfo?)] {
        var seen: Set<InstanceKey> = []
        var recent: [(key: InstanceKey, deleted: InstanceInfo?)] = []
        for entry in entries.reversed() where seen.insert(entry.key).inserted {
            recent.append((entry.key, entry.deleted))
        }
        return recent.reversed()
    }
}
