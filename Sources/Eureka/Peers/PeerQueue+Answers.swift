extension PeerQueue {
    /// What became of a call.
    public enum Outcome: Hashable, Sendable {
        /// An answer to each item.
        case answered(ReplicationAnswer)
        /// The peer had no time (503) or gave no answer in time. What was sent may have been done: it may be done again.
        case busy
        /// No connection, or the peer lets nobody in: tried again with growing pauses.
        case unreachable
        /// The peer cannot make sense of the call, or nobody can of its answer; given up after a few times.
        case refused
    }

    /// Takes in what became of a batch.
    ///
    /// - Returns: Instances that the peer has in a newer state: to be taken over as if it had sent them.
    public mutating func settle(_ sent: Batch, _ outcome: Outcome, now: EpochMilliseconds) -> [InstanceInfo] {
        switch outcome {
        case .answered(let answer):
            failures = 0
            return settle(sent, answer.responses, now: now)
        case .busy:
            pausedUntil = now + Self.busyPause
            finish(putBack: sent.entries, now: now)
        case .unreachable:
            pause(now: now)
            finish(putBack: sent.entries, now: now)
        case .refused:
            pause(now: now)
            finish(putBack: sent.entries.compactMap { again($0) }, now: now)
        }
        return []
    }

    private mutating func settle(
        _ sent: Batch,
        _ responses: [ReplicationAnswer.Response],
        now: EpochMilliseconds
    ) -> [InstanceInfo] {
        var open = sent.entries.map { _ in Needs() }
        var busy: Set<Int> = []
        var newer: [InstanceInfo] = []
        for (place, response) in responses.enumerated() where place < sent.owners.count {
            let owner = sent.owners[place]
            let item = sent.body.items[place]
            switch (response.status, item.action) {
            case (200..<300, _):
                delivered += 1
                accepted(item)
                // What the order was for is there now; it may have come without.
                if item.action == .register { open[owner].remove(.registration) }
            case (404, .cancel):
                delivered += 1
                forget(item.key)
            case (404, .heartbeat), (404, .register):
                open[owner].insert(.registration)
            case (404, .statusUpdate):
                open[owner].formUnion([.registration, .order])
            case (404, .deleteStatusOverride):
                open[owner].insert(.registration)
                note(told: .unknown, of: item.key)
            case (409, .heartbeat):
                delivered += 1
                guard let instance = response.instance, isNewer(instance, than: item) else { continue }
                newer.append(instance)
                // Ours is kept, so the peer has to hear of it.
                if let order = item.overriddenStatus, order != instance.overriddenStatus { open[owner].insert(.order) }
            case (503, _):
                pausedUntil = now + Self.busyPause
                busy.insert(owner)
            case (_, .register), (_, .heartbeat):
                drop(item.key)
            default:
                // Not to be said with each heartbeat.
                dropped += 1
                note(told: item.order, of: item.key)
            }
        }
        var again: [Entry] = []
        for (owner, needs) in open.enumerated() where !needs.isEmpty || busy.contains(owner) {
            var entry = sent.entries[owner]
            if needs.contains(.registration) { confirmed.remove(entry.key) }
            guard !busy.contains(owner) else {
                again.append(entry)
                continue
            }
            entry.needs = needs
            if let entry = self.again(entry) { again.append(entry) }
        }
        finish(putBack: again, now: now)
        return newer
    }

    private mutating func accepted(_ item: ReplicationItem) {
        switch item.action {
        case .register:
            confirm(item.key)
            if (told[item.key] ?? .unknown) == .unknown { note(told: item.order, of: item.key) }
        case .cancel: forget(item.key)
        case .heartbeat: break
        case .statusUpdate, .deleteStatusOverride: note(told: item.order, of: item.key)
        }
    }

    private func isNewer(_ instance: InstanceInfo, than item: ReplicationItem) -> Bool {
        InstanceKey(app: instance.app, id: instance.effectiveID) == item.key
            && instance.lastDirtyTimestamp > item.lastDirtyTimestamp ?? 0
    }

    /// The entry for another try; nil when it had enough of them.
    private mutating func again(_ entry: Entry) -> Entry? {
        guard entry.attempts + 1 < Self.maximumAttempts else {
            drop(entry.key)
            return nil
        }
        var entry = entry
        entry.attempts += 1
        return entry
    }

    private mutating func pause(now: EpochMilliseconds) {
        pausedUntil = now + min(Self.firstPause << min(failures, 16), Self.longestPause)
        failures += 1
    }
}

extension ReplicationItem {
    /// The order that this item leaves with whoever takes it, UNKNOWN for none.
    fileprivate var order: EurekaStatus {
        switch action {
        case .register: instance?.overriddenStatus ?? .unknown
        case .heartbeat: overriddenStatus ?? .unknown
        case .statusUpdate: status ?? .unknown
        case .deleteStatusOverride, .cancel: .unknown
        }
    }
}
