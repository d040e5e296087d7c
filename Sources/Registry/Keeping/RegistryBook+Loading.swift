import Coordination
import Eureka
import Logging
import NIOConcurrencyHelpers
import ZooKeeper

extension RegistryBook {
    /// How many entries of the feed are read at once.
    private static let maximumEntries = 16

    /// Reads everything kept; every instance has a full lease then.
    ///
    /// - Throws: Also when any of it is from a later version: a part of it must not be taken for the whole.
    func load(from store: RegistryStore) async throws {
        let (findings, progress) = try await readAll(of: store)
        if let later = findings.first(where: \.isLater) {
            throw RegistryError("\(later.key) was kept by a later version of bluegreen: start that version")
        }
        let now = clock.now
        update { state in
            state.registry = LeaseRegistry(deltaVersion: now, deltaRetention: configuration.deltaRetention)
            state.registry.restore(findings.compactMap { found in found.record.map { (found.key, $0) } }, now: now)
            state.ledger.start(from: findings)
            state.progress = progress
            // Somebody used these instances, and fetches again within a round.
            // Where nothing is remembered nobody can have read anything that a switch must wait for.
            state.readersSince = findings.isEmpty ? 0 : now + ReaderLog.shortestAge + ReaderLog.grace
            state.isLoaded = true
        }
        logger.notice(
            "Registry loaded",
            metadata: [LogKeys.count: "\(findings.count)", LogKeys.revision: "\(progress.revision)"])
    }

    /// Reads everything anew, when entries of the feed are gone that this replica has never read.
    private func reload(from store: RegistryStore) async throws {
        let (findings, progress) = try await readAll(of: store)
        let now = clock.now
        let answers = update { state in
            let present = Set(findings.map(\.key))
            let gone = state.ledger.kept.keys.filter { !present.contains($0) }.map { Finding($0) }
            state.progress = progress
            return (findings + gone).flatMap { state.ledger.absorb($0, into: &state.registry, now: now) }
        }
        resume(answers)
        logger.notice("Registry read anew", metadata: [LogKeys.count: "\(findings.count)"])
    }

    private func readAll(of store: RegistryStore) async throws -> ([Finding], FeedProgress) {
        try await store.prepare()
        // In this order: what is read afterwards is at least as new.
        let feed = try await store.presentFeed()
        let findings = try await store.load().map { finding($0) }
        return (findings, FeedProgress(number: feed.numbers.last ?? -1, revision: feed.revision))
    }

    /// What is kept of one instance.
    func finding(_ kept: RegistryStore.Kept, home: LeaseHome = .unknown) -> Finding {
        let key = InstanceKey(app: kept.place.app, id: kept.place.id)
        let place = Ledger.Kept(version: kept.version, revision: kept.revision)
        do {
            return Finding(key, .record(try InstanceRecord(decoding: kept.data)), kept: place, home: home)
        } catch {
            logger.warning(
                "Stored instance is not readable, and is left as it is",
                metadata: [LogKeys.app: "\(key.app)", LogKeys.instance: "\(key.id)", LogKeys.error: "\(error)"])
            return Finding(key, .unreadable(isLater: InstanceRecord.isLater(kept.data)), kept: place, home: home)
        }
    }

    // MARK: Following the others

    func sawFeed(_ numbers: [Int64]) {
        state.withLockedValue { $0.feed = numbers }
    }

    /// Brings memory up to what the other replicas have written.
    func followFeed(of store: RegistryStore) async throws {
        while true {
            switch state.withLockedValue({ $0.progress.need(of: $0.feed) }) {
            case .nothing: return
            case .everything: return try await reload(from: store)
            case .entries(let numbers):
                // A few at a time, so that each reading ends within its deadline and none is in vain.
                let some = Array(numbers.prefix(Self.maximumEntries))
                guard try await take(some, from: store) else { return try await reload(from: store) }
            }
        }
    }

    /// False when one of the entries is gone or not readable.
    private func take(_ numbers: [Int64], from store: RegistryStore) async throws -> Bool {
        let read = try await store.within(configuration.writeTimeout) {
            store -> (news: [RegistryStore.Announcement], places: [RegistryStore.Place], kept: [RegistryStore.Kept?])?
            in
            guard let news = try await store.announcements(numbers), news.allSatisfy({ $0.entry != nil }) else {
                return nil
            }
            let places = Array(Set(news.flatMap { $0.entry?.places ?? [] }))
            return (news, places, try await store.read(places))
        }
        guard let read else { return false }
        // Everything is read as it is now: of the entries the last one to name it counts.
        var writers: [RegistryStore.Place: String] = [:]
        var evicted: Set<RegistryStore.Place> = []
        for entry in read.news.compactMap(\.entry) {
            for place in entry.places { writers[place] = entry.by }
            evicted.subtract(entry.places)
            evicted.formUnion(entry.evictedPlaces)
        }
        let found = zip(read.places, read.kept).map { place, kept in
            kept.map { finding($0, home: writers[place].map(LeaseHome.replica) ?? .unknown) }
                ?? Finding(
                    InstanceKey(app: place.app, id: place.id), gone: evicted.contains(place) ? .evicted : .cancelled)
        }
        let now = clock.now
        let answers = update { state in
            for announcement in read.news { state.progress.took(announcement.number, revision: announcement.revision) }
            return found.flatMap { state.ledger.absorb($0, into: &state.registry, now: now) }
        }
        resume(answers)
        return true
    }
}
