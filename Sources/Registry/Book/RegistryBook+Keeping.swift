import Coordination
import Eureka
import Logging
import Metrics
import NIOConcurrencyHelpers
import ZooKeeper

extension RegistryBook {
    /// How far the revision may run ahead before the store is told the next ceiling.
    static let revisionBlock: Int64 = 10_000
    /// How many records are written at once.
    static let writesInFlight = 32

    // MARK: Loading

    /// Reads everything kept; every instance has a full lease then.
    ///
    /// A record that cannot be read is left where it is and told in the log.
    func load() async throws {
        guard let store else { return }
        let stored = try await store.load()
        let ceiling = try await store.revisionCeiling() ?? 0
        try await store.setRevisionCeiling(ceiling + Self.revisionBlock)
        var records: [(InstanceKey, InstanceRecord)] = []
        for instance in stored {
            do {
                let record = try InstanceRecord(decoding: instance.data)
                records.append((InstanceKey(app: instance.app, id: instance.id), record))
            } catch {
                logger.warning(
                    "Stored instance is not readable",
                    metadata: [
                        LogKeys.app: "\(instance.app)", LogKeys.instance: "\(instance.id)", LogKeys.error: "\(error)",
                    ]
                )
            }
        }
        let now = clock.now
        let loaded = records
        state.withLockedValue { state in
            state.registry = LeaseRegistry(revision: ceiling)
            state.registry.restore(loaded, now: now)
            state.revisionCeiling = ceiling + Self.revisionBlock
            // Somebody used these instances, and fetches again within a round.
            state.readersSince = loaded.isEmpty ? now : now + ReaderLog.shortestAge + ReaderLog.grace
            state.isLoaded = true
        }
        logger.notice(
            "Registry loaded",
            metadata: [LogKeys.count: "\(loaded.count)", LogKeys.revision: "\(ceiling + 1)"]
        )
    }

    // MARK: Writing

    /// Brings the store up to what memory has of one instance; what fails is tried again later.
    func write(_ key: InstanceKey) async {
        guard let store, store.isConnected else { return }
        do {
            try await gate.withExclusive(key) { await self.exclusiveWrite(key, to: store) }
        } catch {
            // Crowded: still marked unwritten.
        }
    }

    private func exclusiveWrite(_ key: InstanceKey, to store: RegistryStore) async {
        let pending = state.withLockedValue { state -> InstanceRecord?? in
            guard !state.doubtful.contains(key), state.unwritten.remove(key) != nil else { return .none }
            return .some(state.registry.record(of: key))
        }
        guard let record = pending else { return }
        do {
            try await store.within(configuration.writeTimeout) { store throws(ZooKeeperError) in
                if let record {
                    try await store.save(app: key.app, id: key.id, data: record.encoded())
                } else {
                    try await store.remove(app: key.app, id: key.id)
                }
            }
            metrics.wrote(true)
        } catch {
            metrics.wrote(false)
            _ = state.withLockedValue { $0.unwritten.insert(key) }
            logger.info(
                "Instance not written yet",
                metadata: [
                    LogKeys.app: "\(key.app)", LogKeys.instance: "\(key.id)", LogKeys.error: "\(error)",
                ]
            )
        }
    }

    /// Writes what is waiting, a few at a time.
    func writeAll() async {
        guard let store, store.isConnected else { return }
        await settleDoubts(in: store)
        let keys = state.withLockedValue { $0.unwritten }
        await withTaskGroup(of: Void.self) { group in
            for (index, key) in keys.enumerated() {
                if index >= Self.writesInFlight { await group.next() }
                group.addTask { await self.write(key) }
            }
        }
    }

    /// Finds out whether status changes that were never answered had been kept, and makes memory agree.
    private func settleDoubts(in store: RegistryStore) async {
        for key in state.withLockedValue({ $0.doubtful }) {
            _ = try? await gate.withExclusive(key) {
                let data = try await store.within(configuration.writeTimeout) { store throws(ZooKeeperError) in
                    try await store.read(app: key.app, id: key.id)
                }
                self.settle(key, kept: data.flatMap { try? InstanceRecord(decoding: $0) })
            }
        }
    }

    private func settle(_ key: InstanceKey, kept: InstanceRecord?) {
        let now = clock.now
        state.withLockedValue { state in
            state.doubtful.remove(key)
            state.unwritten.insert(key)
            guard let kept, let known = state.registry.record(of: key) else { return }
            var request: StatusRequest?
            if kept.override != known.override {
                request =
                    kept.override.map { .set($0, lastDirtyTimestamp: nil) }
                    ?? .removeOverride(hint: nil, lastDirtyTimestamp: nil)
            } else if kept.overlay != known.overlay {
                request = .metadata(kept.overlay)
            }
            guard let request, case .change(let change) = request.outcome(in: state.registry, key, now: now) else {
                return
            }
            _ = state.registry.apply(change, now: now)
        }
    }

    /// Tells the store a higher ceiling before the revision gets near the present one.
    func raiseRevisionCeiling() async {
        guard let store, store.isConnected else { return }
        let next = state.withLockedValue { state -> Int64? in
            let isNear = state.registry.revision > state.revisionCeiling - Self.revisionBlock / 2
            return isNear ? state.registry.revision + Self.revisionBlock : nil
        }
        guard let next else { return }
        do {
            try await store.within(configuration.writeTimeout) { store throws(ZooKeeperError) in
                try await store.setRevisionCeiling(next)
            }
            state.withLockedValue { $0.revisionCeiling = next }
        } catch {
            logger.info("Revision not written yet", metadata: [LogKeys.error: "\(error)"])
        }
    }

    /// Warns of a second registry on the same memory: each would evict and forget what only the other one hears of.
    func lookForAnother(_ watch: inout HolderWatch) async {
        guard let store, store.isConnected else { return }
        let name = "\(configuration.host):\(configuration.port)"
        do {
            let other = try await store.within(configuration.writeTimeout) { store throws(ZooKeeperError) in
                try await store.announce(name)
            }
            guard watch.saw(other, at: .now), let other else { return }
            logger.warning(
                "Another registry works on the same ZooKeeper path: stop one of them, each deletes what the other knows",
                metadata: [LogKeys.address: "\(other.name)", LogKeys.session: "\(other.session)"]
            )
        } catch {
            logger.info("Not known whether there is another registry", metadata: [LogKeys.error: "\(error)"])
        }
    }

    // MARK: Leases

    /// Takes out every instance whose lease had run out at that moment.
    func evict(at now: EpochMilliseconds) {
        let evicted = state.withLockedValue { state -> [InstanceKey] in
            let evicted = state.registry.evictExpired(now: now)
            if store != nil { state.unwritten.formUnion(evicted) }
            return evicted
        }
        metrics.evictions.increment(by: evicted.count)
        for key in evicted {
            logger.notice(
                "Lease expired",
                metadata: [LogKeys.app: "\(key.app)", LogKeys.instance: "\(key.id)"]
            )
        }
    }

    func grantFullLeases() {
        let now = clock.now
        state.withLockedValue { $0.registry.grantFullLeases(now: now) }
    }

    /// How long until the next lease runs out.
    var untilNextExpiry: Duration? {
        let now = clock.now
        return state.withLockedValue { $0.registry.nextDeadline }.map { .milliseconds(max(0, $0 - now)) }
    }

    func recordMetrics() {
        let now = clock.now
        let (counts, readers, unwritten, revision) = state.withLockedValue { state in
            state.readers.forgetAged(now: now)
            let registry = state.registry
            return (registry.counts, state.readers.count(now: now), state.unwritten.count, registry.revision)
        }
        metrics.record(counts)
        metrics.readers.record(readers)
        metrics.unwritten.record(unwritten)
        metrics.revision.record(revision)
    }
}
