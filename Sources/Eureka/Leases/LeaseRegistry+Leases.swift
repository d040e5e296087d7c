extension LeaseRegistry {
    /// A client says that its instance is still there; `lastDirtyTimestamp` tells which data it believes is registered.
    public mutating func heartbeat(
        _ key: InstanceKey,
        lastDirtyTimestamp: EpochMilliseconds?,
        now: EpochMilliseconds
    ) -> HeartbeatOutcome {
        guard let entry = entry(key), entry.record.status != .unknown else { return .unknown }
        let duration = entry.record.claim.lease.durationSeconds
        apps[key.app]?.instances[key.id]?.lease = Lease(durationSeconds: duration, now: now, home: .here)
        guard let lastDirtyTimestamp else { return .renewed }
        return lastDirtyTimestamp > entry.record.claim.lastDirtyTimestamp ? .outdated : .renewed
    }

    /// Another replica has heard of these instances; unknown ones are passed over.
    public mutating func renew(_ keys: [InstanceKey], home: String, now: EpochMilliseconds) {
        for key in keys {
            guard let entry = entry(key) else { continue }
            let duration = entry.record.claim.lease.durationSeconds
            let lease = Lease(durationSeconds: duration, now: now, home: .replica(home))
            apps[key.app]?.instances[key.id]?.lease = lease
        }
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

    /// Instances whose lease has run out and that are ours to take out, those that ran out first in front.
    ///
    /// - Parameter living: Names of the other replicas at work: what has its home there is theirs.
    public func expired(now: EpochMilliseconds, living: Set<String> = []) -> [ExpiredLease] {
        var expired: [ExpiredLease] = []
        for (name, app) in apps {
            for (id, entry) in app.instances where entry.lease.deadline <= now {
                if case .replica(let home) = entry.lease.home, living.contains(home) { continue }
                expired.append(ExpiredLease(key: InstanceKey(app: name, id: id), deadline: entry.lease.deadline))
            }
        }
        return expired.sorted { ($0.deadline, $0.key) < ($1.deadline, $1.key) }
    }

    /// Takes instances out.
    public mutating func evict(_ keys: [InstanceKey], now: EpochMilliseconds) {
        for key in keys { remove(key, now: now) }
    }

    /// Gives every instance a full lease: after a time in which nobody could renew, or nobody's word could be kept.
    public mutating func grantFullLeases(now: EpochMilliseconds) {
        extendLeases(now: now) { _ in true }
    }

    /// A replica is gone: what it heard is nobody's now, and gets a full lease to be heard of elsewhere.
    public mutating func abandon(home: String, now: EpochMilliseconds) {
        extendLeases(now: now) { $0.home == .replica(home) }
    }

    private mutating func extendLeases(now: EpochMilliseconds, where isWanted: (Lease) -> Bool) {
        for name in Array(apps.keys) {
            guard var app = apps.removeValue(forKey: name) else { continue }
            for (id, entry) in app.instances where isWanted(entry.lease) {
                var lease = Lease(durationSeconds: entry.record.claim.lease.durationSeconds, now: now, home: .unknown)
                lease.lastRenewal = entry.lease.lastRenewal
                app.instances[id]?.lease = lease
            }
            apps[name] = app
        }
    }
}

/// An instance that nobody has heard of for the whole of its lease.
public struct ExpiredLease: Hashable, Sendable {
    /// The instance.
    public let key: InstanceKey
    /// When its lease ran out.
    public let deadline: EpochMilliseconds
}
