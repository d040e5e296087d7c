/// What peers pass on. It is taken as it is: the rule that keeps a client from moving itself between UP and
/// OUT_OF_SERVICE was applied where the client called.
extension LeaseRegistry {
    /// A peer passes on an instance that a client registered there, as it is shown there.
    ///
    /// An order that is on file here stays. The peer's order is taken over when there is none, for a managed instance
    /// only if the peer may give orders.
    ///
    /// - Parameter takesOrder: Whether whoever passes this on may enable managed instances.
    public func replicatedRegistration(
        of instance: InstanceInfo,
        takesOrder: Bool,
        now: EpochMilliseconds
    ) -> RegistryChange {
        var instance = instance
        // The times of the lease are the peer's own, and differ each time.
        instance.lease = LeaseInfo(
            renewalIntervalSeconds: instance.lease.renewalIntervalSeconds,
            durationSeconds: instance.lease.durationSeconds
        )
        if instance.lastDirtyTimestamp == 0 { instance.lastDirtyTimestamp = now }
        let change = registration(of: instance, now: now)
        let previous = entry(change.key)
        if let previous, instance.lastDirtyTimestamp < previous.record.claim.lastDirtyTimestamp { return change }
        guard var record = change.record else { return change }
        if record.override == nil, takesOrder, instance.overriddenStatus != .unknown {
            record.override = instance.overriddenStatus
        }
        record.setStatus(Self.status(of: record, previously: nil), now: now)
        guard let previous else { return RegistryChange(key: change.key, record: record, isVisible: true, base: 0) }
        if !change.isVisible, record != previous.record {
            record.actionType = .modified
            record.updated = now
        }
        var comparable = record
        comparable.actionType = previous.record.actionType
        comparable.updated = previous.record.updated
        let isVisible = comparable != previous.record
        return RegistryChange(
            key: change.key,
            record: isVisible ? record : previous.record,
            isVisible: isVisible,
            base: previous.version
        )
    }

    /// A peer passes on a heartbeat; `lastDirtyTimestamp` tells which data it has.
    public mutating func replicatedHeartbeat(
        _ key: InstanceKey,
        lastDirtyTimestamp: EpochMilliseconds?,
        now: EpochMilliseconds
    ) -> ReplicatedHeartbeat {
        switch heartbeat(key, lastDirtyTimestamp: lastDirtyTimestamp, now: now) {
        case .unknown: return .unknown
        case .outdated: return .outdated
        case .renewed:
            guard let lastDirtyTimestamp, let instance = instance(key), lastDirtyTimestamp < instance.lastDirtyTimestamp
            else { return .renewed }
            return .conflict(instance)
        }
    }

    /// A peer with newer data says which order is in force there; nil when that changes nothing.
    ///
    /// Unlike a change of status it does not make an instance UP that says DOWN.
    public func overrideHint(
        for key: InstanceKey,
        _ status: EurekaStatus,
        takesOrder: Bool,
        now: EpochMilliseconds
    ) -> RegistryChange? {
        guard let previous = entry(key), status != .unknown, previous.record.override != status else { return nil }
        guard takesOrder || !previous.record.isManaged else { return nil }
        var record = previous.record
        record.override = status
        record.setStatus(Self.status(of: record, previously: nil), now: now)
        record.actionType = .modified
        record.updated = now
        return RegistryChange(key: key, record: record, isVisible: true, base: previous.version)
    }
}
