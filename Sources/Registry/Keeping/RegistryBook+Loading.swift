import Coordination
import Eureka
import Logging
import NIOConcurrencyHelpers
import ZooKeeper

extension RegistryBook {
    /// Reads everything kept; every instance has a full lease then.
    func load(from store: RegistryStore) async throws {
        let (findings, progress) = try await readAll(of: store)
        let now = clock.now
        update { state in
            state.registry = LeaseRegistry()
            state.registry.restore(findings.compactMap { found in found.record.map { (found.key, $0) } }, now: now)
            for found in findings { state.ledger.kept[found.key] = found.kept }
            state.progress = progress
            // Somebody used these instances, and fetches again within a round.
            state.readersSince = findings.isEmpty ? now : now + ReaderLog.shortestAge + ReaderLog.grace
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
            let gone = state.ledger.kept.keys.filter { !present.contains($0) }
                .map { Finding($0) }
            state.progress = progress
            return (findings + gone).flatMap { state.ledger.absorb($0, into: &state.registry, now: now) }
        }
        resume(answers)
        logger.notice("Registry read anew", metadata: [LogKeys.count: "\(findings.count)"])
    }

    private func readAll(of store: RegistryStore) async throws -> ([Finding], FeedProgress) {
        try await store.prepare()
        // In this order: what is read afterwards is at least as new.
        let revision = try await store.feedRevision()
        let number = try await store.presentNumbers().last ?? -1
        let findings = try await store.load().compactMap { finding($0) }
        return (findings, FeedProgress(number: number, revision: revision))
    }

    /// What is kept of one instance; nil when it cannot be read, which leaves it where it is.
    func finding(_ kept: RegistryStore.Kept, home: LeaseHome = .unknown) -> Finding? {
        let key = InstanceKey(app: kept.place.app, id: kept.place.id)
        do {
            let record = try InstanceRecord(decoding: kept.data)
            return Finding(
                key, .record(record), kept: Ledger.Kept(version: kept.version, revision: kept.revision), home: home)
        } catch {
            logger.warning(
                "Stored instance is not readable",
                metadata: [LogKeys.app: "\(key.app)", LogKeys.instance: "\(key.id)", LogKeys.error: "\(error)"])
            return nil
        }
    }

    // MARK: Following the others

    func sawFeed(_ numbers: [Int64]) {
        state.withLockedValue { $0.feed = numbers }
    }

    /// Brings memory up to what the other replicas have written.
    func followFeed(of store: RegistryStore) async throws {
        switch state.withLockedValue({ $0.progress.need(of: $0.feed) }) {
        case .nothing: return
        case .everything: try await reload(from: store)
        case .entries(let numbers):
            guard let announcements = try await store.announcements(numbers) else {
                return try await reload(from: store)
            }
            for announcement in announcements { try await take(announcement, from: store) }
        }
    }

    private func take(_ announcement: RegistryStore.Announcement, from store: RegistryStore) async throws {
        guard let entry = announcement.entry else { return try await reload(from: store) }
        let evicted = Set(entry.evictedPlaces)
        let found = zip(entry.places, try await store.read(entry.places)).compactMap { place, kept -> Finding? in
            if let kept { return finding(kept, home: .replica(entry.by)) }
            let key = InstanceKey(app: place.app, id: place.id)
            return Finding(key, gone: evicted.contains(place) ? .evicted : .cancelled)
        }
        let now = clock.now
        let answers = update { state in
            state.progress.took(announcement.number, revision: announcement.revision)
            return found.flatMap { state.ledger.absorb($0, into: &state.registry, now: now) }
        }
        resume(answers)
    }
}
