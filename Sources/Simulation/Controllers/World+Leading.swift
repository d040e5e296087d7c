import Coordination
import RolloutCore
import ZooKeeper

extension World {
    mutating func lead(_ c: Int, epoch: Int64, sent: Timestamp) {
        let lease = Lease(electedAt: instant(sent), timeout: settings.sessionTimeout)
        guard lease.holds(for: .zero, at: instant(now)) || bug == .leaseNotAsked || bug == .cachedLeadership else {
            return look(c)
        }
        controllers[c].term += 1
        controllers[c].openCalls = []
        var leading = Leading(
            epoch: epoch, lease: lease, since: now,
            facts: Facts(slots: instances.count, replicas: replicas.count), alarm: now, lastSuccess: now,
            backoffEnd: now)
        if bug == .recordNotReadAgain, let former = controllers[c].formerlyStored {
            leading.stored = former
            leading.isStale = false
        }
        controllers[c].leading = leading
        trace.mix(UInt64(bitPattern: epoch))
        say("c\(c) leads with epoch \(epoch)")
        checkElection(c, epoch)
        tick(c, .heartbeat, after: .zero)
        tick(c, .leaseEnd, after: settings.sessionTimeout / 2)
        tick(c, .resync, after: Settings.resyncInterval)
        tick(c, .probe, after: .milliseconds(20))
        for replica in replicas.indices { tick(c, .poll(replica), after: .milliseconds(5)) }
        setAlarm(c, after: .zero)
        followEverything(c)
    }

    mutating func followEverything(_ c: Int) {
        ask(c, .read(World.layout.activeColor, watch: true), for: .intent)
        for color in Color.allCases { ask(c, .fleet(color), for: .fleet(color)) }
        ask(c, .requests, for: .requests)
    }

    mutating func endLeadership(_ c: Int, _ why: String, isResigning: Bool) {
        guard let leading = controllers[c].leading else { return }
        leading.lease.revoke()
        controllers[c].formerlyStored = leading.stored
        controllers[c].leading = nil
        controllers[c].term += 1
        controllers[c].openCalls = []
        say("c\(c) leads no longer: \(why)")
        if isResigning { resign(c) }
        tick(c, .look, after: settings.sessionTimeout / 12)
    }

    /// One session's requests reach ZooKeeper in their order: no later one is answered before this.
    private mutating func resign(_ c: Int) {
        guard controllers[c].isConnected, let session = controllers[c].session,
            ensemble.znode(ZNodeLayout.leader)?.stat.ephemeralOwner == session
        else { return }
        _ = ensemble.submit(.delete(ZNodeLayout.leader, ifVersion: nil), from: session, at: moment)
    }

    /// Whether nobody else can lead for that much longer, as far as this process can tell.
    func holdsLease(_ c: Int, for margin: Duration = .zero) -> Bool {
        if bug == .leaseNotAsked || bug == .cachedLeadership { return true }
        return controllers[c].leading?.lease.holds(for: margin, at: instant(now)) ?? false
    }

    mutating func happen(_ tick: ControllerEvent.Tick, _ c: Int) {
        if tick == .look { return look(c) }
        guard let leading = controllers[c].leading else { return }
        switch tick {
        case .look: break
        case .heartbeat:
            ask(
                c, .read(ZNodeLayout.leader, watch: false, synced: true), for: .heartbeat,
                deadline: settings.sessionTimeout / 3)
        case .leaseEnd:
            if holdsLease(c) {
                let end = leading.lease.validUntil
                let left = instant(now).duration(to: end)
                self.tick(c, .leaseEnd, after: max(left, .milliseconds(100)))
            } else {
                endLeadership(c, "its lease has lapsed", isResigning: true)
            }
        case .alarm(let moment):
            guard leading.alarm == moment else { return }
            setAlarm(c, after: nil)
            wake(c)
        case .poll(let replica):
            askListing(of: replica, c)
            self.tick(c, .poll(replica), after: Settings.registryInterval)
        case .probe:
            let slots = members(known: leading.facts)
            if !slots.isEmpty { call(c, .probe(slots), for: .sweep) }
            self.tick(c, .probe, after: slots.isEmpty ? .milliseconds(200) : Settings.probeInterval)
        case .resync:
            for color in Color.allCases { ask(c, .fleet(color), for: .fleet(color)) }
            ask(c, .requests, for: .requests)
            self.tick(c, .resync, after: Settings.resyncInterval)
        case .outwaited: goOn(c, .told)
        }
    }

    private func members(known facts: Facts) -> [Int] {
        let slots = (facts.members.blue ?? []) + (facts.members.green ?? [])
        return slots.sorted()
    }

    mutating func setAlarm(_ c: Int, after delay: Duration?) {
        // The program looks at its alarm ten times a second.
        let delay = max(.zero, min(delay ?? Settings.alarmResync, Settings.alarmResync)) + .milliseconds(50)
        controllers[c].leading?.alarm = now + delay
        tick(c, .alarm(now + delay), after: delay)
    }

    mutating func takeHeartbeat(_ answer: Answer, sent: Timestamp, _ c: Int) {
        guard let leading = controllers[c].leading else { return }
        guard case .znode(let leader) = answer else {
            return tick(c, .heartbeat, after: leading.lease.heartbeatInterval / 4)
        }
        guard leader?.stat.ephemeralOwner == controllers[c].session || bug == .cachedLeadership else {
            return endLeadership(c, "somebody else was elected", isResigning: true)
        }
        leading.lease.extend(sentAt: instant(sent), now: instant(now))
        tick(c, .heartbeat, after: max(.zero, sent + leading.lease.heartbeatInterval - now))
    }

    // MARK: - Facts

    mutating func askListing(of replica: Int, _ c: Int) {
        let generation = controllers[c].leading?.facts.registries[replica].generation ?? 0
        call(c, .registry(replica, .listing), for: .listing(replica, generation: generation))
    }

    mutating func takeFact(_ answer: Answer, _ call: OpenCall, _ c: Int) {
        guard controllers[c].leading != nil else { return }
        switch (call.purpose, answer) {
        case (.intent, .znode(let znode)) where bug == .originalSystem: actAsOriginal(znode, c)
        case (.intent, .znode(let znode)):
            controllers[c].leading?.facts.intent = .some(znode)
            wake(c)
        case (.intent, _):
            // Looked at again until it is read.
            ask(c, .read(World.layout.activeColor, watch: true), for: .intent)
        case (.fleet(let color), .fleet(let slots)):
            guard controllers[c].leading?.facts.members[color] != slots else { return }
            controllers[c].leading?.facts.members[color] = slots
            wake(c)
        case (.fleet(let color), _):
            if bug == .unreadFleetTakenForEmpty {
                controllers[c].leading?.facts.members[color] = []
                wake(c)
            }
            ask(c, .fleet(color), for: .fleet(color))
        case (.requests, .requests(let requests, let freezes)):
            controllers[c].leading?.facts.freezes = freezes
            guard controllers[c].leading?.facts.requests != requests else { return }
            controllers[c].leading?.facts.requests = requests
            wake(c)
        case (.requests, _): ask(c, .requests, for: .requests)
        case (.listing(let replica, let generation), _):
            if takeListing(answer, of: replica, generation: generation, sent: call.sent, c) { wake(c) }
        case (.sweep, .verdicts(let verdicts)):
            var isNews = false
            let clock = clock(c)
            for (slot, readiness) in verdicts {
                let changed = controllers[c].leading?.facts.note(readiness, on: slot, now: clock) ?? false
                isNews = isNews || changed
            }
            if isNews { wake(c) }
        default: break
        }
    }

    /// - Returns: whether anything changed that a decision looks at.
    mutating func takeListing(
        _ answer: Answer, of replica: Int, generation: Int, sent: Timestamp, _ c: Int
    ) -> Bool {
        guard var known = controllers[c].leading?.facts.registries[replica] else { return false }
        defer { controllers[c].leading?.facts.registries[replica] = known }
        switch answer {
        case .listing(let entries, let revision):
            guard known.generation == generation else { return false }
            let isNews = known.failure != nil || !known.isKnown || known.entries != entries
            if replica == replicas.count - 1 { checker.unread = SlotSet() }
            known.confirmedAt = sent
            known.failure = nil
            known.isKnown = true
            known.entries = entries
            known.advance(to: revision)
            return isNews
        case .failed(let why):
            let isNews = known.failure != why
            known.failure = why
            return isNews
        default: return false
        }
    }
}
