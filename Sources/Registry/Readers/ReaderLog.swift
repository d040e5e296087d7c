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
    /// How long a reader is known after its last fetch: long after it has stopped being listed.
    static let memory: Int64 = 600_000
    static let shortestAge: Int64 = 30_000
    static let grace: Int64 = 5000

    /// Whoever is silent for longer is not waited for, however seldom it fetched before; in milliseconds.
    ///
    /// A gap longer than this is an absence, not an interval: somebody who looks with `curl` now and then is no client that
    /// fetches every few minutes, and must not hold a switch for three times as long.
    let longestSilence: Int64

    private var readers: [Key: RegistryReader] = [:]
    /// When one fetched last for whom there was no room.
    private var lastUnlisted: EpochMilliseconds?

    init(longestSilence: Int64 = 90_000) {
        self.longestSilence = longestSilence
    }

    /// Somebody got the registry as of `revision`.
    ///
    /// - Parameter held: the apps that a gateway has not applied up to that revision.
    mutating func fetched(
        _ key: Key, revision: Int64, isGateway: Bool, held: [Acknowledgement.Held] = [], now: EpochMilliseconds
    ) {
        guard var reader = readers[key] else {
            if readers.count >= Self.maximumReaders { readers = readers.filter { isCurrent($1, now: now) } }
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
        if gap <= longestSilence {
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
            now - reader.lastFetch <= max(longestSilence, Self.memory) + Self.grace
        }
    }

    /// Nobody waits for the readers of this address until they fetch again; how many there were.
    mutating func forget(address: String) -> Int {
        let before = readers.count
        readers = readers.filter { $0.key.address != address }
        return before - readers.count
    }

    /// Those still fetching, in order of address and user agent, each with when it is not waited for any more.
    func current(now: EpochMilliseconds) -> [RegistryReader] {
        readers.values.filter { isCurrent($0, now: now) }
            .map { reader in
                var reader = reader
                reader.listedUntil = listedUntil(reader)
                return reader
            }
            .sorted { ($0.address, $0.userAgent) < ($1.address, $1.userAgent) }
    }

    func count(now: EpochMilliseconds) -> Int { readers.values.count { isCurrent($0, now: now) } }

    private func isCurrent(_ reader: RegistryReader, now: EpochMilliseconds) -> Bool { now <= listedUntil(reader) }

    /// After three of its intervals, or half a minute for one that was seen once, of silence; never later than allowed.
    private func listedUntil(_ reader: RegistryReader) -> EpochMilliseconds {
        let usual = max(3 * reader.intervalMilliseconds, Self.shortestAge) + Self.grace
        return reader.lastFetch + min(usual, longestSilence)
    }
}
