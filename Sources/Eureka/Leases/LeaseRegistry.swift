/// Who is registered, with which status, for how long: Eureka's rules as a value, without clock, store or wire.
///
/// Every change comes in two steps, so that it can be made durable in between: a method that computes a
/// ``RegistryChange`` and alters nothing, and ``apply(_:now:)``. Only heartbeats and expiry are done at once. Times are
/// the caller's; they must not go back.
public struct LeaseRegistry: Sendable {
    struct Entry: Sendable {
        var record: InstanceRecord
        var lease: Lease
        /// Unique to this state of the record.
        var version: Int64
    }

    struct App: Sendable {
        var generation: Int64
        var instances: [String: Entry]
    }

    /// Grows with each visible change in this memory; says nothing to anybody else.
    public private(set) var generation: Int64
    /// Grows when an instance comes, goes or registers other data: not with a mere change of status.
    public private(set) var membership: Int64 = 0
    /// How many instances have which status.
    public private(set) var counts = StatusCounts()
    /// How many instances there are.
    public private(set) var count = 0
    /// How many metadata entries an instance may have, its overlay included.
    public let maximumMetadataEntries: Int
    var apps: [String: App] = [:]
    var deltas: DeltaLog
    private var lastVersion: Int64 = 0

    /// An empty registry whose next change has the generation after this one.
    ///
    /// - Parameters:
    ///   - maximumMetadataEntries: How many an instance may have, its overlay included.
    ///   - deltaVersion: The delta's version before the first change. There are clients that pass over a delta with the
    ///     version and hash of the listing or delta before, so no two should share one, nor over a restart.
    ///   - deltaRetention: How long a change is part of the delta, in milliseconds; Eureka's three minutes.
    public init(
        generation: Int64 = 0, maximumMetadataEntries: Int = 64, deltaVersion: Int64 = 0,
        deltaRetention: Int64 = 180_000
    ) {
        self.generation = generation
        self.maximumMetadataEntries = maximumMetadataEntries
        deltas = DeltaLog(version: deltaVersion, retention: deltaRetention)
    }

    // MARK: What is

    /// The generation of the last visible change in that app; nil when it has no instances.
    public func generation(ofApp name: String) -> Int64? { apps[name.uppercased()]?.generation }

    /// The durable record of an instance; nil when it is not registered.
    public func record(of key: InstanceKey) -> InstanceRecord? { entry(key)?.record }

    /// Unique to the present state of an instance's record; 0 when it is not registered.
    public func version(of key: InstanceKey) -> Int64 { entry(key)?.version ?? 0 }

    /// Keys of all instances, in no order.
    public var keys: [InstanceKey] {
        apps.flatMap { app, value in value.instances.keys.map { InstanceKey(app: app, id: $0) } }
    }

    func entry(_ key: InstanceKey) -> Entry? { apps[key.app]?.instances[key.id] }

    // MARK: Filing

    /// Makes a change true and renews the lease, whose home stays where it was unless given.
    ///
    /// - Returns: False, and nothing is done, when the record is no longer the one the change was computed from: compute
    ///   it again.
    public mutating func apply(_ change: RegistryChange, now: EpochMilliseconds, home: LeaseHome? = nil) -> Bool {
        let entry = entry(change.key)
        guard (entry?.version ?? 0) == change.base else { return false }
        if let record = change.record {
            let home = home ?? entry?.lease.home ?? .here
            let lease = Lease(durationSeconds: record.claim.lease.durationSeconds, now: now, home: home)
            if change.isVisible {
                file(record, lease: lease, under: change.key, now: now)
            } else {
                apps[change.key.app]?.instances[change.key.id]?.lease = lease
            }
        } else if entry != nil {
            remove(change.key, now: now)
        }
        return true
    }

    /// Files records read from the store, each with a full lease; announces nothing, but counts as one visible change.
    public mutating func restore(_ records: [(InstanceKey, InstanceRecord)], now: EpochMilliseconds) {
        generation += 1
        for (key, record) in records {
            let lease = Lease(durationSeconds: record.claim.lease.durationSeconds, now: now, home: .unknown)
            store(record, lease: lease, under: key)
        }
    }

    /// Takes over what another replica made of an instance; nil: it is gone.
    ///
    /// A new instance and a new registration get a full lease with that home; any other change leaves the lease alone.
    public mutating func adopt(
        _ record: InstanceRecord?,
        of key: InstanceKey,
        home: LeaseHome,
        now: EpochMilliseconds
    ) {
        let known = entry(key)
        guard let record else {
            if known != nil { remove(key, now: now) }
            return
        }
        guard record != known?.record else { return }
        var lease = Lease(durationSeconds: record.claim.lease.durationSeconds, now: now, home: home)
        if let known, known.record.claim == record.claim { lease = known.lease }
        file(record, lease: lease, under: key, now: now)
    }

    // MARK: Bookkeeping

    private mutating func file(
        _ record: InstanceRecord,
        lease: Lease,
        under key: InstanceKey,
        now: EpochMilliseconds
    ) {
        generation += 1
        store(record, lease: lease, under: key)
        deltas.append(key, deleted: nil, now: now)
    }

    private mutating func store(_ record: InstanceRecord, lease: Lease, under key: InstanceKey) {
        lastVersion += 1
        let entry = Entry(record: record, lease: lease, version: lastVersion)
        let previous = apps[key.app, default: App(generation: generation, instances: [:])].instances
            .updateValue(entry, forKey: key.id)
        apps[key.app]?.generation = generation
        counts.add(record.status)
        if previous?.record.claim != record.claim || previous?.record.overlay != record.overlay { membership += 1 }
        if let previous {
            counts.add(previous.record.status, -1)
        } else {
            count += 1
        }
    }

    mutating func remove(_ key: InstanceKey, now: EpochMilliseconds) {
        guard let entry = apps[key.app]?.instances.removeValue(forKey: key.id) else { return }
        generation += 1
        membership += 1
        count -= 1
        counts.add(entry.record.status, -1)
        if apps[key.app]?.instances.isEmpty ?? false {
            apps[key.app] = nil
        } else {
            apps[key.app]?.generation = generation
        }
        var deleted = entry.record.listed(lastRenewal: entry.lease.lastRenewal)
        deleted.actionType = .deleted
        deleted.lease.evictionTimestamp = now
        deleted.lastUpdatedTimestamp = now
        deltas.append(key, deleted: deleted, now: now)
    }
}
