extension RolloutRecord {
    /// The record as a new leader goes on from it: waits that were under way begin anew.
    ///
    /// Time counts only while a leader was looking, and the former leader's clock may differ: a wait may become longer
    /// by it, never shorter.
    public func takenOver(at now: Timestamp) -> RolloutRecord {
        var record = self
        record.reasonSince = now
        record.longestServing?.since = now
        record.rollout?.phaseSince = now
        record.rollout?.propagatedAt = nil
        record.rollout?.looked.stop()
        record.rollout?.analysis?.restart()
        if let pending = record.pending {
            record.pending = StatusChange(
                kind: pending.kind, instance: pending.instance, color: pending.color, since: now)
        }
        return record
    }
}
