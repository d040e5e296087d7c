import Coordination
import RolloutCore
import ZooKeeper

extension World {
    // MARK: - A process

    /// What reaches a process that is paused waits for it; what was meant for its former life is gone.
    mutating func deliver(_ event: ControllerEvent, to c: Int, _ incarnation: Int) {
        guard incarnation == controllers[c].incarnation else { return }
        guard controllers[c].pausedUntil <= now else {
            return queue.add(.controller(c, incarnation: incarnation, event), at: max(endOfPause(c), now))
        }
        switch event {
        case .start: startProcess(c)
        case .ping: ping(c)
        case .answer(let id, let answer, let receipts):
            if let session = controllers[c].session {
                for receipt in receipts { ensemble.receive(receipt, on: session) }
            }
            take(answer, to: id, c)
        case .deadline(let id): take(.failed("not answered in time"), to: id, c)
        case .watch(let path): see(path, c)
        case .tick(let tick, let term):
            guard term == controllers[c].term, controllers[c].isRunning else { return }
            happen(tick, c)
        }
    }

    func endOfPause(_ c: Int) -> Timestamp {
        min(controllers[c].pausedUntil, World.start + Settings.faultTime + .milliseconds(1))
    }

    private mutating func startProcess(_ c: Int) {
        controllers[c].isRunning = true
        controllers[c].term += 1
        say("c\(c) starts")
        ping(c)
    }

    /// A new session where there is none; what was watched is looked at again after a break.
    private mutating func ping(_ c: Int) {
        guard controllers[c].isRunning else { return }
        toController(c, .ping, after: settings.sessionTimeout / 6)
        guard !controllers[c].isCutFromKeeper else { return }
        guard let session = controllers[c].session else { return openSession(c) }
        if ensemble.server(of: session) != nil {
            _ = ensemble.heartbeat(session, at: moment)
            return
        }
        let server = random.below(ensemble.serverCount)
        switch ensemble.connect(session, to: server, at: moment) {
        case .accepted: if controllers[c].leading == nil { look(c) } else { followEverything(c) }
        case .expired: loseSession(c)
        case .unreachable, .behind: break
        }
    }

    private mutating func openSession(_ c: Int) {
        let server = random.below(ensemble.serverCount)
        guard let session = ensemble.open(timeout: settings.sessionTimeout, on: server, at: moment) else { return }
        controllers[c].session = session
        controllers[c].isSessionKilled = false
        after(settings.sessionTimeout, .expires(session))
        say("c\(c) has session \(session) at server \(server)")
        if bug == .cachedLeadership, controllers[c].leading != nil { return followEverything(c) }
        look(c)
    }

    mutating func loseSession(_ c: Int) {
        say("c\(c) learns that its session is over")
        controllers[c].session = nil
        if bug != .cachedLeadership { endLeadership(c, "its session is over", isResigning: false) }
    }

    mutating func expire(_ session: SessionID) {
        guard let index = ensemble.index(of: session), ensemble.isAlive(session) else { return }
        let due = World.start + ensemble.sessions[index].expiry
        guard due <= now, ensemble.hasQuorum else {
            return queue.add(.expires(session), at: max(due, now + .milliseconds(200)))
        }
        ensemble.expire(session, at: moment)
        trace.mix(UInt64(bitPattern: session.rawValue))
        say("session \(session) expires")
    }

    // MARK: - Watches

    mutating func deliverWatches() {
        for c in controllers.indices where controllers[c].isConnected {
            guard let session = controllers[c].session, let index = ensemble.index(of: session) else { continue }
            guard !ensemble.sessions[index].events.isEmpty else { continue }
            for event in ensemble.takeEvents(of: session) {
                let arrival = World.inOrder(now + delay(), &controllers[c].lastFromKeeper)
                toController(c, .watch(event.path), after: arrival - now)
            }
        }
    }

    private mutating func see(_ path: ZNodePath, _ c: Int) {
        if path == ZNodeLayout.leader { return look(c) }
        guard controllers[c].leading != nil else { return }
        if path == World.layout.activeColor {
            ask(c, .read(path, watch: bug != .watchNotSetAgain), for: .intent)
        }
        if path == World.layout.requests { ask(c, .requests, for: .requests) }
        for color in Color.allCases where path == World.layout.fleet(color) {
            ask(c, .fleet(color), for: .fleet(color))
        }
    }

    // MARK: - Standing

    func isStanding(_ c: Int) -> Bool { controllers[c].isRunning && controllers[c].leading == nil }

    mutating func look(_ c: Int) {
        guard isStanding(c) else { return }
        ask(c, .read(ZNodeLayout.leader, watch: true), for: .leaderLook)
    }

    private mutating func lookLater(_ c: Int) { tick(c, .look, after: settings.sessionTimeout / 20) }

    mutating func takeLeader(_ leader: ZNode?, _ c: Int) {
        guard isStanding(c), let session = controllers[c].session else { return }
        switch ElectionMachine.decide(leader: leader, own: session) {
        case .follow: break
        case .stand: ask(c, .read(ZNodeLayout.epoch, watch: false), for: .epochLook)
        case .adopt: ask(c, .read(ZNodeLayout.epoch, watch: false, synced: true), for: .adoptionEpoch)
        }
    }

    mutating func standFor(_ epoch: ZNode?, _ c: Int) {
        guard isStanding(c), let epoch else { return lookLater(c) }
        var candidacy = ElectionMachine.candidacy(
            leader: ZNodeLayout.leader, epoch: ZNodeLayout.epoch, version: epoch.stat.version, candidate: "c\(c)")
        if bug == .epochNotRaised {
            candidacy = Transaction()
            candidacy.create(ZNodeLayout.leader, Array("c\(c)".utf8), mode: .ephemeral)
        }
        let number = Int64(epoch.stat.version.rawValue) + (bug == .epochNotRaised ? 0 : 1)
        ask(c, .commit(candidacy, nil), for: .candidacy(epoch: number))
    }

    mutating func takeCandidacy(_ answer: Answer, epoch: Int64, sent: Timestamp, _ c: Int) {
        guard isStanding(c) else { return }
        switch answer {
        case .results: lead(c, epoch: epoch, sent: sent)
        case .refused(let refusal) where refusal.code == .nodeExists: look(c)
        default: lookLater(c)
        }
    }

    mutating func takeAdoption(_ leader: ZNode?, epoch: Int64, sent: Timestamp, _ c: Int) {
        guard isStanding(c) else { return }
        guard let owner = leader?.stat.ephemeralOwner, owner == controllers[c].session else { return look(c) }
        lead(c, epoch: epoch, sent: sent)
    }

    // MARK: - Answers

    mutating func take(_ answer: Answer, to id: Int, _ c: Int) {
        guard let place = controllers[c].openCalls.firstIndex(where: { $0.id == id }) else { return }
        let call = controllers[c].openCalls.remove(at: place)
        if case .refused(let refusal) = answer, refusal.code == .sessionExpired {
            guard let session = controllers[c].session, !ensemble.isAlive(session) else { return }
            loseSession(c)
            if bug != .cachedLeadership { return }
        }
        switch call.purpose {
        case .pass: goOn(c, answer)
        case .leaderLook:
            if case .znode(let leader) = answer { takeLeader(leader, c) } else if isStanding(c) { lookLater(c) }
        case .epochLook:
            if case .znode(let epoch) = answer { standFor(epoch, c) } else if isStanding(c) { lookLater(c) }
        case .candidacy(let epoch): takeCandidacy(answer, epoch: epoch, sent: call.sent, c)
        case .adoptionEpoch:
            guard isStanding(c) else { return }
            guard case .znode(let epoch?) = answer else { return lookLater(c) }
            ask(
                c, .read(ZNodeLayout.leader, watch: false, synced: true),
                for: .adoption(epoch: Int64(epoch.stat.version.rawValue)))
        case .adoption(let epoch):
            guard case .znode(let leader) = answer else { return lookLater(c) }
            takeAdoption(leader, epoch: epoch, sent: call.sent, c)
        case .heartbeat: takeHeartbeat(answer, sent: call.sent, c)
        case .intent, .fleet, .requests, .listing, .sweep: takeFact(answer, call, c)
        case .nothing: break
        }
    }
}
