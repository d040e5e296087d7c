extension PeerQueue {
    /// What is sent in one call, and which instance each item is about.
    public struct Batch: Hashable, Sendable {
        /// The call's body.
        public var body: ReplicationBatch
        var entries: [Entry]
        /// The entry of each item, by its place.
        var owners: [Int]
    }

    /// What to say of these instances as they are now.
    ///
    /// Of an instance that is gone without having been taken out nothing is said: leases run out everywhere by
    /// themselves. What is UP goes before what is not, as colors are switched.
    ///
    /// - Parameter instance: The instance as this registry shows it; nil when it is gone.
    public func batch(_ entries: [Entry], _ instance: (InstanceKey) -> InstanceInfo?) -> Batch {
        var batch = Batch(body: ReplicationBatch(items: []), entries: entries, owners: [])
        let shown = entries.map { instance($0.key) }
        let places =
            entries.indices.filter { shown[$0]?.status == .up } + entries.indices.filter { shown[$0]?.status != .up }
        for place in places {
            let items = items(for: entries[place], shown[place])
            batch.body.items.append(contentsOf: items)
            batch.owners.append(contentsOf: items.map { _ in place })
        }
        return batch
    }

    private func items(for entry: Entry, _ instance: InstanceInfo?) -> [ReplicationItem] {
        let key = entry.key
        guard let instance else {
            return entry.needs.contains(.cancel) ? [ReplicationItem(.cancel, of: key)] : []
        }
        // Taken out, and back by a peer's word: the peer knows.
        guard entry.needs != .cancel else { return [] }
        let order = instance.overriddenStatus
        let hasOrder = order != .unknown
        let isInForce = hasOrder && order == instance.status
        let isKnown = confirmed.contains(key)
        // The former instance may have left an order with the peer, and so may a registration that ended one.
        let isOther = told[key].map { $0 != order } ?? false
        let tellsOrder = !entry.needs.isDisjoint(with: [.order, .cancel]) || isOther
        let registers = entry.needs.contains(.registration) || !isKnown
        // First the order, then the data: the order that comes with these is ignored by a peer that holds one, and with
        // an old one the peer would show another status for a moment.
        var items: [ReplicationItem] = []
        if isInForce, tellsOrder || registers {
            items.append(item(.statusUpdate, of: key, instance))
        } else if !isInForce, tellsOrder || (hasOrder && !isKnown) {
            items.append(item(.deleteStatusOverride, of: key, instance))
        }
        // An order for an instance that says DOWN comes with the data only: a genuine server would show it UP. And to
        // take an order back from a peer that holds none changes nothing there, although the status may be another.
        if registers || (!isInForce && !items.isEmpty) { items.append(item(.register, of: key, instance)) }
        return items.isEmpty ? [item(.heartbeat, of: key, instance)] : items
    }

    private func item(_ action: ReplicationAction, of key: InstanceKey, _ instance: InstanceInfo) -> ReplicationItem {
        let order = instance.overriddenStatus == .unknown ? nil : instance.overriddenStatus
        return ReplicationItem(
            action,
            of: key,
            lastDirtyTimestamp: instance.lastDirtyTimestamp,
            status: instance.status,
            overriddenStatus: action == .heartbeat ? order : nil,
            instance: action == .register ? instance : nil
        )
    }
}
