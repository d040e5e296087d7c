import Eureka
import ZooKeeper

/// What the store was found to hold of one instance.
struct Finding: Sendable {
    let key: InstanceKey
    /// Nil when nothing is kept.
    let record: InstanceRecord?
    /// Nil when nothing is kept.
    let kept: Ledger.Kept?
    /// Who wrote it, as far as that is known.
    var home: LeaseHome = .unknown
    /// Whether it is gone because its writer had not heard of it for the whole of its lease.
    var isEvicted = false
}

extension Ledger {
    /// Brings memory up to what another replica wrote, without losing what is not written yet.
    mutating func absorb(_ found: Finding, into registry: inout LeaseRegistry, now: EpochMilliseconds) -> [Answer] {
        clearDoubt(found.key)
        let isNews = found.kept != kept[found.key]
        kept[found.key] = found.kept
        switch unwritten[found.key] {
        case nil:
            if isNews { accept(found, into: &registry, now: now) }
            return []
        case .claim:
            return merge(found, into: &registry, now: now)
        case .removal(let claimed, _):
            guard let record = found.record else { return settle(found.key) }
            // Somebody registered it anew after it went here; anything older goes as decided.
            guard record.claim.lastDirtyTimestamp > claimed else { return [] }
            registry.adopt(record, of: found.key, home: found.home, now: now)
            return settle(found.key)
        }
    }

    private mutating func accept(_ found: Finding, into registry: inout LeaseRegistry, now: EpochMilliseconds) {
        if found.isEvicted, found.record == nil, registry.isHeardHere(found.key, now: now) {
            // The other replica has not heard of it, this one has: it is put back as it was.
            note(found.key, .claim)
            return
        }
        registry.adopt(found.record, of: found.key, home: found.home, now: now)
    }

    /// The later claim wins; orders and overlay are the store's, where they are before they are anywhere else.
    private mutating func merge(
        _ found: Finding,
        into registry: inout LeaseRegistry,
        now: EpochMilliseconds
    ) -> [Answer] {
        guard let mine = registry.record(of: found.key) else { return settle(found.key) }
        if found.record == nil, found.isEvicted { return [] }
        if let record = found.record, record.claim.lastDirtyTimestamp > mine.claim.lastDirtyTimestamp {
            registry.adopt(record, of: found.key, home: found.home, now: now)
            return settle(found.key)
        }
        let merged = LeaseRegistry.record(of: mine, onto: found.record, now: now)
        registry.adopt(merged, of: found.key, home: .here, now: now)
        return merged == found.record ? settle(found.key) : []
    }
}
