import Coordination
import Eureka
import ZooKeeper

/// What of the registry's memory is durable, and what is still to be: facts in, batches out.
///
/// A client's word is in memory first and here until it is written. An operator's order is here first and in memory once
/// it is written. One batch is under way at a time; each write names the version it replaces, so that whoever was first
/// wins, and the other reads before it tries again.
struct Ledger: Sendable {
    /// What the store is known to hold of an instance.
    struct Kept: Hashable, Sendable {
        var version: ZNodeVersion
        var revision: Int64
    }

    /// A difference between memory and store that is for us to write.
    enum Unwritten: Hashable, Sendable {
        /// Memory has a registration that the store has not.
        case claim
        /// Memory has no instance any more; `claimed` is the time of the registration that went.
        case removal(claimed: EpochMilliseconds, isEviction: Bool)
    }

    /// An operator's order on its way to the store.
    struct Order: Sendable {
        let id: UInt64
        let key: InstanceKey
        let request: StatusRequest
        let epoch: Int64?
    }

    /// A result for whoever waits under that number.
    struct Answer: Sendable {
        let id: UInt64
        let result: StatusResult
    }

    /// More orders than this are not waited for.
    static let maximumOrders = 1024

    var kept: [InstanceKey: Kept] = [:]
    private(set) var unwritten: [InstanceKey: Unwritten] = [:]
    /// What the store holds is not known: to be read before it is written.
    private(set) var doubtful: Set<InstanceKey> = []
    /// What the store holds is not to be understood here, and so is not touched.
    private(set) var unreadable: Set<InstanceKey> = []
    /// What the store did not take: to be tried again later, so that the rest is written.
    private(set) var setAside: Set<InstanceKey> = []
    private(set) var orders: [Order] = []
    private var waiting: [InstanceKey: [UInt64]] = [:]

    /// Whether there is anything to do for the store.
    var hasWork: Bool {
        !doubtful.isEmpty || !orders.isEmpty || unwritten.keys.contains { !unreadable.contains($0) }
    }

    // MARK: What is asked for

    /// Memory has a claim that must be kept; whoever waits under `id` is answered when it is.
    mutating func note(_ key: InstanceKey, _ difference: Unwritten, waiter id: UInt64? = nil) {
        unwritten[key] = difference
        if let id { waiting[key, default: []].append(id) }
    }

    /// Queues an order; false when there are too many.
    mutating func take(_ order: Order) -> Bool {
        guard orders.count < Self.maximumOrders else { return false }
        orders.append(order)
        return true
    }

    mutating func doubt(_ keys: some Sequence<InstanceKey>) { doubtful.formUnion(keys) }

    // MARK: What is written

    /// The next batch; nil when there is nothing to write. Orders that come to nothing are answered at once.
    mutating func plan(
        from registry: LeaseRegistry,
        by replica: String,
        now: EpochMilliseconds
    ) -> (plan: WritePlan?, answers: [Answer]) {
        var plan = WritePlan(by: replica)
        var answers: [Answer] = []
        var left: [Order] = []
        for order in orders {
            guard isWritable(order.key) else {
                answers.append(Answer(id: order.id, result: .unavailable))
                continue
            }
            guard plan.hasRoom(for: order.key), !doubtful.contains(order.key) else {
                left.append(order)
                continue
            }
            switch order.request.outcome(in: registry, order.key, now: now) {
            case .missing: answers.append(Answer(id: order.id, result: .missing))
            case .refused: answers.append(Answer(id: order.id, result: .refused))
            case .change(let change):
                let version = kept[order.key]?.version
                // What seems to be so already is so only if memory is what the store has.
                let isWritten = change.isVisible || unwritten[order.key] != nil || version == nil
                if !plan.add(order, change, isWritten: isWritten, replacing: version) { left.append(order) }
            }
        }
        orders = left
        for (key, difference) in unwritten where !doubtful.contains(key) {
            guard isWritable(key) else {
                answers += release(key)
                continue
            }
            guard plan.hasRoom else { break }
            guard plan.hasRoom(for: key) else { continue }
            let known = kept[key]?.version
            guard registry.record(of: key) != nil || known != nil else {
                // Came and went before it was ever written.
                answers += settle(key)
                continue
            }
            _ = plan.add(
                key, registry.record(of: key), memory: registry.version(of: key), replacing: known,
                isEviction: difference.isEviction)
        }
        return (plan.isEmpty ? nil : plan, answers)
    }

    /// Takes in what became of a batch, and makes what is durable true in memory.
    mutating func complete(
        _ plan: WritePlan,
        _ outcome: RegistryStore.Outcome,
        in registry: inout LeaseRegistry,
        now: EpochMilliseconds
    ) -> [Answer] {
        switch outcome {
        case .confirmed:
            return plan.items.compactMap(\.order).map { Answer(id: $0.id, result: .done) }
        case .done(let versions, _, let revision):
            return finish(plan, versions, revision, in: &registry, now: now)
        case .stale(let epoch):
            let ordered = plan.items.compactMap(\.order)
            orders = ordered.filter { $0.epoch != epoch } + orders
            return ordered.filter { $0.epoch == epoch }.map { Answer(id: $0.id, result: .stale) }
        case .conflict:
            // Where one has changed others may have too.
            doubtful.formUnion(plan.items.map(\.key))
            orders = plan.items.compactMap(\.order) + orders
            return []
        case .refused(let index, _):
            let refused = plan.items[index]
            setAside.insert(refused.key)
            orders = plan.items.compactMap(\.order).filter { $0.id != refused.order?.id } + orders
            return release(refused.key) + (refused.order.map { [Answer(id: $0.id, result: .unavailable)] } ?? [])
        }
    }

    /// Nothing came back, or nothing could be sent: whoever waits is answered, what is unwritten stays so.
    mutating func fail(_ plan: WritePlan?, mayBeWritten: Bool) -> [Answer] {
        let ordered = (plan?.items.compactMap(\.order) ?? []) + orders
        if mayBeWritten, let plan { doubtful.formUnion(plan.items.filter(\.isWritten).map(\.key)) }
        orders = []
        // A client's word is true in memory, and kept as soon as the store takes it.
        let claims = waiting.values.flatMap(\.self).map { Answer(id: $0, result: .done) }
        waiting = [:]
        return ordered.map { Answer(id: $0.id, result: .unavailable) } + claims
    }

    private mutating func finish(
        _ plan: WritePlan,
        _ versions: [ZNodeVersion?],
        _ revision: Int64,
        in registry: inout LeaseRegistry,
        now: EpochMilliseconds
    ) -> [Answer] {
        var answers: [Answer] = []
        for (item, version) in zip(plan.items, versions) where item.isWritten {
            kept[item.key] = version.map { Kept(version: $0, revision: revision) }
            if registry.version(of: item.key) == item.memory { answers += settle(item.key) }
        }
        for item in plan.items {
            guard let order = item.order, let change = item.change else { continue }
            answers.append(Answer(id: order.id, result: .done))
            // What went meanwhile goes from the store too.
            guard registry.record(of: item.key) != nil, !registry.apply(change, now: now) else { continue }
            // The client spoke meanwhile: the order counts on top of that, and both are written.
            unwritten[item.key] = .claim
            guard case .change(let later) = order.request.outcome(in: registry, item.key, now: now) else { continue }
            _ = registry.apply(later, now: now)
        }
        return answers
    }

    /// Memory and store agree on an instance.
    mutating func settle(_ key: InstanceKey) -> [Answer] {
        unwritten[key] = nil
        doubtful.remove(key)
        return release(key)
    }

    mutating func clearDoubt(_ key: InstanceKey) { doubtful.remove(key) }
}

// MARK: What cannot be written

extension Ledger {
    private func isWritable(_ key: InstanceKey) -> Bool { !unreadable.contains(key) && !setAside.contains(key) }

    /// Nobody waits for it any longer: a client's word is true in memory, and kept as soon as the store takes it.
    private mutating func release(_ key: InstanceKey) -> [Answer] {
        (waiting.removeValue(forKey: key) ?? []).map { Answer(id: $0, result: .done) }
    }

    mutating func setUnreadable(_ key: InstanceKey) -> [Answer] {
        unreadable.insert(key)
        return release(key)
    }

    mutating func setReadable(_ key: InstanceKey) { unreadable.remove(key) }

    /// What the store did not take is tried again.
    mutating func retry() { setAside = [] }

    /// These have waited long enough. An order that is being written is not among them: it is answered with its batch.
    mutating func expire(_ ids: Set<UInt64>) -> [Answer] {
        let late = orders.filter { ids.contains($0.id) }
        orders.removeAll { ids.contains($0.id) }
        var answers = late.map { Answer(id: $0.id, result: .unavailable) }
        for (key, waiters) in waiting where waiters.contains(where: ids.contains) {
            answers += waiters.filter(ids.contains).map { Answer(id: $0, result: .done) }
            let others = waiters.filter { !ids.contains($0) }
            waiting[key] = others.isEmpty ? nil : others
        }
        return answers
    }
}

extension Ledger.Unwritten {
    var isEviction: Bool {
        if case .removal(_, let isEviction) = self { isEviction } else { false }
    }
}
