extension LeaseRegistry {
    /// The claim of one record on top of what was kept of the same instance meanwhile; nil: it was cancelled.
    public static func record(
        of mine: InstanceRecord,
        onto kept: InstanceRecord?,
        now: EpochMilliseconds
    ) -> InstanceRecord {
        var merged = record(claiming: mine.claim, after: kept, now: now)
        guard let kept else { return merged }
        merged.updated = kept.updated
        merged.actionType = kept.actionType
        if merged == kept { return merged }
        merged.updated = now
        merged.actionType = .added
        return merged
    }

    /// Whether this replica itself has heard of an instance within its lease.
    public func isHeardHere(_ key: InstanceKey, now: EpochMilliseconds) -> Bool {
        entry(key).map { $0.lease.home == .here && $0.lease.deadline > now } ?? false
    }
}
