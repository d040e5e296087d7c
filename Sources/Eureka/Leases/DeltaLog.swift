/// The last changes, for clients that fetch differences.
///
/// Holds three minutes, as Eureka does, and at most ``maximumEntries``. A client that misses some notices by the hash
/// and fetches everything.
struct DeltaLog: Sendable {
    struct Entry: Sendable {
        var time: EpochMilliseconds
        var key: InstanceKey
        /// The instance as it was when it went; nil while it is there.
        var deleted: InstanceInfo?
    }

    static let retentionMilliseconds: Int64 = 180_000
    static let maximumEntries = 20_000

    /// `versions__delta`: how many changes there have been.
    private(set) var version: Int64 = 0
    private var entries: [Entry] = []

    mutating func append(_ key: InstanceKey, deleted: InstanceInfo?, now: EpochMilliseconds) {
        version += 1
        if entries.count >= Self.maximumEntries { entries.removeFirst(Self.maximumEntries / 2) }
        entries.append(Entry(time: now, key: key, deleted: deleted))
    }

    /// Each instance changed within the retention time, once, with its last change, oldest first.
    mutating func recent(now: EpochMilliseconds) -> [(key: InstanceKey, deleted: InstanceInfo?)] {
        let old = entries.prefix { $0.time <= now - Self.retentionMilliseconds }.count
        entries.removeFirst(old)
        var seen: Set<InstanceKey> = []
        var recent: [(key: InstanceKey, deleted: InstanceInfo?)] = []
        for entry in entries.reversed() where seen.insert(entry.key).inserted {
            recent.append((entry.key, entry.deleted))
        }
        return recent.reversed()
    }
}
