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
    ///
    /// Of several that heard of one at the same time the smallest name is its home, at all of them.
    ///
    /// - Parameter own: This replica's own name.
    public mutating func renew(_ keys: [InstanceKey], home: String, own: String, now: EpochMilliseconds) {
        for key in keys {
            guard let entry = entry(key), !entry.lease.isKept(from: home, own: own, now: now) else { continue }
            let duration = entry.record.claim.lease.durationSeconds
            let lease = Lease(durationSeconds: duration, now: now, home: .replica(home))
            apps[key.app]?.instances[key.id]?.lease = lease
        }
    }

    /// Which leases have run out and are ours to act on, and when the next one does.
    public func outlook(at now: EpochMilliseconds, others: OtherReplicas = OtherReplicas()) -> LeaseOutlook {
        var expired: [ExpiredLease] = []
        var next: EpochMilliseconds?
        for (name, app) in apps {
            for (id, entry) in app.instances {
                let full = EpochMilliseconds(entry.record.claim.lease.durationSeconds) * 1000
                guard let due = others.due(entry.lease, full: full) else { continue }
                if due <= now {
                    expired.append(ExpiredLease(key: InstanceKey(app: name, id: id), deadline: due))
                } else if due < next ?? .max {
                    next = due
                }
            }
        }
        return LeaseOutlook(expired: expired.sorted { ($0.deadline, $0.key) < ($1.deadline, $1.key) }, next: next)
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
