extension LeaseRegistry {
    // MARK: What a request would make true

    /// A client registers an instance that ``InstanceInfo/refusal(underApp:)`` let pass.
    ///
    /// A claim older than the one on file is not taken, but the lease is renewed, as Eureka does. An order outlives the
    /// registration, except when the instance comes back with the other color.
    public func registration(of instance: InstanceInfo, now: EpochMilliseconds) -> RegistryChange {
        let claim = Self.filed(instance, now: now)
        let key = InstanceKey(app: claim.app, id: claim.effectiveID)
        let previous = entry(key)
        if let previous, claim.lastDirtyTimestamp < previous.record.claim.lastDirtyTimestamp {
            return RegistryChange(key: key, record: previous.record, isVisible: false, base: previous.version)
        }
        return change(key, to: Self.record(claiming: claim, after: previous?.record, now: now), from: previous)
    }

    /// A registration as it is kept: app upper-case, dated, without the fields that are the registry's own, and an Amazon
    /// instance with an id.
    private static func filed(_ instance: InstanceInfo, now: EpochMilliseconds) -> InstanceInfo {
        var claim = instance
        claim.app = claim.app.uppercased()
        if claim.lastDirtyTimestamp == 0 { claim.lastDirtyTimestamp = now }
        if let dataCenter = claim.dataCenter, dataCenter.isAmazon, dataCenter.metadata["instance-id"] == nil {
            let id = claim.effectiveID
            claim.dataCenter?.metadata["instance-id"] = id
        }
        claim.actionType = nil
        claim.lastUpdatedTimestamp = 0
        return claim
    }

    /// What a claim makes of what was on file before.
    static func record(
        claiming claim: InstanceInfo,
        after previous: InstanceRecord?,
        now: EpochMilliseconds
    ) -> InstanceRecord {
        var record = InstanceRecord(
            claim: claim,
            override: nil,
            overlay: previous?.overlay ?? [:],
            status: claim.status,
            actionType: .added,
            registered: previous?.registered ?? now,
            firstUp: previous?.firstUp ?? 0,
            updated: now
        )
        record.override = previous.flatMap { order(of: $0, for: record) }
        // A managed instance may not enable itself through the field meant for peers.
        if record.override == nil, !record.isManaged, claim.overriddenStatus != .unknown {
            record.override = claim.overriddenStatus
        }
        record.claim.overriddenStatus = .unknown
        record.setStatus(status(of: record, previously: previous?.status), now: now)
        return record
    }

    /// An operator orders a status.
    ///
    /// Stored also when the instance has it already, unlike in Eureka: what was confirmed stays. A managed instance that
    /// says DOWN or STARTING stays so; the order counts once it recovers.
    public func statusChange(
        of key: InstanceKey,
        to status: EurekaStatus,
        lastDirtyTimestamp: EpochMilliseconds? = nil,
        now: EpochMilliseconds
    ) -> ChangeOutcome {
        guard let previous = entry(key) else { return .missing }
        var record = previous.record
        record.override = status
        record.claim.lastDirtyTimestamp = max(record.claim.lastDirtyTimestamp, lastDirtyTimestamp ?? 0)
        record.setStatus(record.isManaged ? Self.status(of: record, previously: nil) : status, now: now)
        return .change(modified(key, to: record, from: previous, now: now))
    }

    /// An operator takes the order back; `hint` is the status to have until the client's next word.
    ///
    /// Without a hint the client's own last status counts again at once, unlike in Eureka, where the instance is UNKNOWN
    /// until it registers anew.
    public func overrideRemoval(
        of key: InstanceKey,
        hint: EurekaStatus? = nil,
        lastDirtyTimestamp: EpochMilliseconds? = nil,
        now: EpochMilliseconds
    ) -> ChangeOutcome {
        guard let previous = entry(key) else { return .missing }
        var record = previous.record
        if record.override != nil {
            record.override = nil
            record.claim.lastDirtyTimestamp = max(record.claim.lastDirtyTimestamp, lastDirtyTimestamp ?? 0)
            let status = Self.status(of: record, previously: nil)
            record.setStatus(record.isManaged ? status : hint ?? status, now: now)
        }
        return .change(modified(key, to: record, from: previous, now: now))
    }

    /// An operator puts metadata over the client's.
    public func metadataChange(
        of key: InstanceKey,
        adding entries: [String: String],
        now: EpochMilliseconds
    ) -> ChangeOutcome {
        guard let previous = entry(key) else { return .missing }
        if let excess = InstanceInfo.excess(ofMetadata: entries) { return .refused(excess) }
        var record = previous.record
        record.overlay.merge(entries) { _, new in new }
        guard record.metadata.count <= maximumMetadataEntries else { return .refused("too many metadata entries") }
        guard record.encoded().count <= InstanceInfo.maximumSize else { return .refused("too much metadata") }
        if record.color != previous.record.color {
            record.override = Self.order(of: previous.record, for: record)
            record.setStatus(Self.status(of: record, previously: record.status), now: now)
        }
        return .change(modified(key, to: record, from: previous, now: now))
    }

    /// A client takes its instance out; override and overlay go with it. Nil when there is no such instance.
    public func cancellation(of key: InstanceKey) -> RegistryChange? {
        guard let entry = entry(key) else { return nil }
        return RegistryChange(key: key, record: nil, isVisible: true, base: entry.version)
    }

    // MARK: Rules

    /// Eureka's rules, first match wins: a claim that is neither UP nor OUT_OF_SERVICE; the override; for a managed
    /// instance OUT_OF_SERVICE; the status it had, if UP or OUT_OF_SERVICE; the claim.
    static func status(of record: InstanceRecord, previously: EurekaStatus?) -> EurekaStatus {
        guard record.claim.status.isSwitchable else { return record.claim.status }
        if let override = record.override { return override }
        if record.isManaged { return .outOfService }
        if let previously, previously.isSwitchable { return previously }
        return record.claim.status
    }

    /// The order that goes on: one given to an instance of one color is none for its successor of the other.
    ///
    /// Nor is one from before it had a color, which it may have given itself.
    private static func order(of previous: InstanceRecord, for record: InstanceRecord) -> EurekaStatus? {
        guard let color = record.color, previous.color != color else { return previous.override }
        return nil
    }

    private func modified(
        _ key: InstanceKey,
        to record: InstanceRecord,
        from previous: Entry,
        now: EpochMilliseconds
    ) -> RegistryChange {
        var record = record
        record.actionType = .modified
        record.updated = now
        return change(key, to: record, from: previous)
    }

    /// Not visible when nothing but the bookkeeping of the change itself would differ.
    private func change(_ key: InstanceKey, to record: InstanceRecord, from previous: Entry?) -> RegistryChange {
        guard let previous else { return RegistryChange(key: key, record: record, isVisible: true, base: 0) }
        var comparable = record
        comparable.actionType = previous.record.actionType
        comparable.updated = previous.record.updated
        if comparable == previous.record {
            return RegistryChange(key: key, record: previous.record, isVisible: false, base: previous.version)
        }
        return RegistryChange(key: key, record: record, isVisible: true, base: previous.version)
    }
}
