import Eureka

/// Who fetches the registry, how often, and what they have seen: what a controller waits for before it disables a color.
///
/// A reader is known by its address and by what it calls itself; clients that agree in both count as one, and have seen
/// what the last of them fetched. One that stopped fetching ages out.
struct ReaderLog: Sendable {
    struct Key: Hashable, Sendable {
        let address: String
        let userAgent: String
    }

    static let maximumReaders = 4096
    /// A gap longer than this is an absence, not an interval.
    static let longestInterval: Int64 = 600_000
    static let shortestAge: Int64 = 30_000
    static let grace: Int64 = 5000

    private var readers: [Key: RegistryReader] = [:]
    /// When one fetched last for whom there was no room.
    private var lastUnlisted: EpochMilliseconds?

    /// Somebody got the registry as of `revision`.
    ///
    /// - Parameter held: the apps that a gateway has not applied up to that revision.
    mutating func fetched(
        _ key: Key, revision: Int64, isGateway: Bool, held: [Acknowledgement.Held] = [], now: EpochMilliseconds
    ) {
        guard var reader = readers[key] else {
            if readers.count >= Self.maximumReaders { readers = readers.filter { Self.isCurrent($1, now: now) } }
            guard readers.count < Self.maximumReaders else {
                lastUnlisted = now
                return
            }
            readers[key] = RegistryReader(
                address: key.address,
                userAgent: key.userAgent,
                lastFetch: now,
                intervalMilliseconds: 0,
                revision: revision,
                fetches: 1,
                gateway: isGateway,
                held: held
            )
            return
        }
        let gap = now - reader.lastFetch
        if gap <= Self.longestInterval {
            // Several requests of one round come close together; the usual interval is the largest lately.
            reader.intervalMilliseconds = max(gap, reader.intervalMilliseconds * 9 / 10)
        }
        reader.lastFetch = now
        reader.revision = revision
        reader.fetches += 1
        reader.gateway = isGateway
        reader.held = held
        readers[key] = reader
    }

    /// From when on nobody fetches unlisted: after the last for whom there was no room had a round to come again; nil when
    /// there was room for all.
    var listsAllSince: EpochMilliseconds? { lastUnlisted.map { $0 + Self.shortestAge + Self.grace } }

    /// Drops readers that will not be taken for the same when they come back.
    ///
    /// They are kept long after they have stopped being listed: who fetches every minute is known to do so only from
    /// its second fetch on.
    mutating func forgetAged(now: EpochMilliseconds) {
        readers = readers.filter { _, reader in
            now - reader.lastFetch <= max(3 * reader.intervalMilliseconds, Self.longestInterval) + Self.grace
        }
    }

    /// Those still fetching, in order of address and user agent.
    func current(now: EpochMilliseconds) -> [RegistryReader] {
        readers.values.filter { Self.isCurrent($0, now: now) }
            .sorted { ($0.address, $0.userAgent) < ($1.address, $1.userAgent) }
    }

    func count(now: EpochMilliseconds) -> Int { readers.values.count { Self.isCurrent($0, now: now) } }

    /// Silent for no more than three of its intervals, or half a minute.
    private static func isCurrent(_ reader: RegistryReader, now: EpochMilliseconds) -> Bool {
        now - reader.lastFetch <= max(3 * reader.intervalMilliseconds, shortestAge) + grace
    }
}
