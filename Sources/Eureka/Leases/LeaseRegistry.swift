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
        var revision: Int64
        var instances: [String: Entry]
    }

    /// Grows with each visible change; starts where the caller says, so that it never goes back.
    public private(set) var revision: Int64
    /// How many instances have which status.
    public private(set) var counts = StatusCounts()
    /// How many instances there are.
    public private(set) var count = 0
    /// How many metadata entries an instance may have, its overlay included.
    public let maximumMetadataEntries: Int
    private(set) var apps: [String: App] = [:]
    var deltas = DeltaLog()
    private var lastVersion: Int64 = 0

    /// An empty registry whose next change has the revision after this one.
    public init(revision: Int64 = 0, maximumMetadataEntries: Int = 64) {
        self.revision = revision
        self.maximumMetadataEntries = maximumMetadataEntries
    }

    // MARK: What is

    /// The revision of the last visible change in that app; nil when it has no instances.
    public func revision(ofApp name: String) -> Int64? { apps[name.uppercased()]?.revision }

    /// The durable record of an instance; nil when it is not registered.
    public func record(of key: InstanceKey) -> InstanceRecord? { entry(key)?.record }

    /// Keys of all instances, in no order.
    public var keys: [InstanceKey] {
        apps.flatMap { app, value in value.instances.keys.map { InstanceKey(app: app, id: $0) } }
    }

    func entry(_ key: InstanceKey) -> Entry? { apps[key.app]?.instances[key.id] }

    // MARK: Filing

    /// Makes a change true and renews the lease.
    ///
    /// - Returns: False, and nothing is done, when the record is no longer the one the change was computed from: compute
    ///   it again.
    public mutating func apply(_ change: RegistryChange, now: EpochMilliseconds) -> Bool {
        let entry = entry(change.key)
        guard (entry?.version ?? 0) == change.base else { return false }
        if let record = change.record {
            let lease = Lease(durationSeconds: record.claim.lease.durationSeconds, now: now)
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
        revision += 1
        for (key, record) in records {
            let lease = Lease(durationSeconds: record.claim.lease.durationSeconds, now: now)
            store(record, lease: lease, under: key)
        }
    }

    // MARK: Leases

    /// A client says that its instance is still there; `lastDirtyTimestamp` tells which data it believes is registered.
    public mutating func heartbeat(
        _ key: InstanceKey,
        lastDirtyTimestamp: EpochMilliseconds?,
        now: EpochMilliseconds
    ) -> HeartbeatOutcome {
        guard let entry = entry(key), entry.record.status != .unknown else { return .unknown }
        let duration = entry.record.claim.lease.durationSeconds
        apps[key.app]?.instances[key.id]?.lease = Lease(durationSeconds: duration, now: now)
        guard let lastDirtyTimestamp else { return .renewed }
        return lastDirtyTimestamp > entry.record.claim.lastDirtyTimestamp ? .outdated : .renewed
    }

    /// The earliest moment at which a lease runs out; nil when there is none.
    public var nextDeadline: EpochMilliseconds? {
        var earliest: EpochMilliseconds?
        for app in apps.values {
            for entry in app.instances.values where entry.lease.deadline < earliest ?? .max {
                earliest = entry.lease.deadline
            }
        }
        return earliest
    }

    /// Takes out every instance whose lease has run out.
    ///
    /// - Returns: Those taken out, in order, to be removed from the store.
    public mutating func evictExpired(now: EpochMilliseconds) -> [InstanceKey] {
        var expired: [InstanceKey] = []
        for (name, app) in apps {
            for (id, entry) in app.instances where entry.lease.deadline <= now {
                expired.append(InstanceKey(app: name, id: id))
            }
        }
        expired.sort()
        for key in expired { remove(key, now: now) }
        return expired
    }

    /// Gives every instance a full lease: after a time in which nobody could renew, or nobody's word could be kept.
    public mutating func grantFullLeases(now: EpochMilliseconds) {
        for name in Array(apps.keys) {
            guard var app = apps.removeValue(forKey: name) else { continue }
            for (id, entry) in app.instances {
                let lastRenewal = entry.lease.lastRenewal
                app.instances[id]?.lease = Lease(durationSeconds: entry.record.claim.lease.durationSeconds, now: now)
                app.instances[id]?.lease.lastRenewal = lastRenewal
            }
            apps[name] = app
        }
    }

    // MARK: Bookkeeping

    private mutating func file(
        _ record: InstanceRecord,
        lease: Lease,
        under key: InstanceKey,
        now: EpochMilliseconds
    ) {
        revision += 1
        store(record, lease: lease, under: key)
        deltas.append(key, deleted: nil, now: now)
    }

    private mutating func store(_ record: InstanceRecord, lease: Lease, under key: InstanceKey) {
        lastVersion += 1
        let entry = Entry(record: record, lease: lease, version: lastVersion)
        let previous = apps[key.app, default: App(revision: revision, instances: [:])].instances
            .updateValue(entry, forKey: key.id)
        apps[key.app]?.revision = revision
        counts.add(record.status)
        if let previous {
            counts.add(previous.record.status, -1)
        } else {
            count += 1
        }
    }

    private mutating func remove(_ key: InstanceKey, now: EpochMilliseconds) {
        guard let entry = apps[key.app]?.instances.removeValue(forKey: key.id) else { return }
        revision += 1
        count -= 1
        counts.add(entry.record.status, -1)
        if apps[key.app]?.instances.isEmpty ?? false {
            apps[key.app] = nil
        } else {
            apps[key.app]?.revision = revision
        }
        var deleted = entry.record.listed(lastRenewal: entry.lease.lastRenewal)
        deleted.actionType = .deleted
        deleted.lease.evictionTimestamp = now
        deleted.lastUpdatedTimestamp = now
        deltas.append(key, deleted: deleted, now: now)
    }
}
