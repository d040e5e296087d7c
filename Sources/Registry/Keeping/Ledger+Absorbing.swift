import Eureka
import ZooKeeper

extension Ledger {
    /// Memory is just what the store holds.
    mutating func start(from findings: [Finding]) {
        for found in findings {
            kept[found.key] = found.kept
            if case .unreadable = found.content { _ = setUnreadable(found.key) }
        }
    }

    /// Brings memory up to what another replica wrote, without losing what is not written yet.
    mutating func absorb(_ found: Finding, into registry: inout LeaseRegistry, now: EpochMilliseconds) -> [Answer] {
        clearDoubt(found.key)
        let isNews = found.kept != kept[found.key]
        kept[found.key] = found.kept
        if case .unreadable = found.content { return setUnreadable(found.key) }
        setReadable(found.key)
        switch unwritten[found.key] {
        case nil:
            if isNews { accept(found, into: &registry, now: now) }
            return []
        case .claim:
            // Nothing has happened: what is to be written was made from just this.
            guard isNews else { return [] }
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
        if case .evicted = found.content, registry.isHeardHere(found.key, now: now) {
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
        guard let mine = registry.record(of: found.key) else { return remove(found) }
        switch found.content {
        case .evicted, .absent, .unreadable:
            // Only a cancel takes order and overlay away.
            return []
        case .cancelled:
            registry.adopt(
                LeaseRegistry.record(of: mine, onto: nil, now: now), of: found.key, home: .here, now: now)
            return []
        case .record(let record):
            if record.claim.lastDirtyTimestamp > mine.claim.lastDirtyTimestamp {
                registry.adopt(record, of: found.key, home: found.home, now: now)
                return settle(found.key)
            }
            let merged = LeaseRegistry.record(of: mine, onto: record, now: now)
            registry.adopt(merged, of: found.key, home: .here, now: now)
            return merged == record ? settle(found.key) : []
        }
    }

    /// It went here, and is to go from the store.
    private mutating func remove(_ found: Finding) -> [Answer] {
        guard let record = found.record else { return settle(found.key) }
        note(found.key, .removal(claimed: record.claim.lastDirtyTimestamp, isEviction: false))
        return []
    }
}
