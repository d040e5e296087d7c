import Coordination
import RolloutCore
import ZooKeeper

extension World {
    // MARK: - Sending

    mutating func call(_ c: Int, _ request: Request, for purpose: Purpose, deadline: Duration = Settings.callTimeout) {
        let call = Call(
            id: nextCall, controller: c, incarnation: controllers[c].incarnation, request: request, sent: now)
        nextCall += 1
        controllers[c].openCalls.append(OpenCall(id: call.id, purpose: purpose, sent: now))
        toController(c, .deadline(call.id), after: deadline)
        guard !isCut(call), !isLost() else { return say("call \(call.id) of c\(c) is lost on its way") }
        var arrival = now + timeToEndOfPause(c) + delay()
        if case .keeper = request { arrival = World.inOrder(arrival, &controllers[c].lastToKeeper) }
        queue.add(.arrives(call), at: arrival)
    }

    /// What is sent by a process that stands still leaves when it goes on.
    private func timeToEndOfPause(_ c: Int) -> Duration { max(.zero, endOfPause(c) - now) }

    mutating func ask(
        _ c: Int, _ request: KeeperRequest, for purpose: Purpose, deadline: Duration = Settings.operationTimeout
    ) {
        guard let session = controllers[c].session else { return }
        call(c, .keeper(request, session), for: purpose, deadline: deadline)
    }

    mutating func toController(_ c: Int, _ event: ControllerEvent, after delay: Duration) {
        after(delay, .controller(c, incarnation: controllers[c].incarnation, event))
    }

    mutating func tick(_ c: Int, _ tick: ControllerEvent.Tick, after delay: Duration) {
        toController(c, .tick(tick, term: controllers[c].term), after: delay)
    }

    mutating func delay() -> Duration {
        random.chance(3) ? random.duration(20, 400) : random.duration(1, 6)
    }

    private mutating func isLost() -> Bool {
        !areFaultsOver && settings.lostCalls > 0 && random.chance(settings.lostCalls)
    }

    func isCut(_ call: Call) -> Bool {
        switch call.request {
        case .keeper: controllers[call.controller].isCutFromKeeper
        case .registry: controllers[call.controller].isCutFromRegistry
        case .probe: false
        }
    }

    /// An answer may be lost on its way, as the call itself.
    mutating func answer(
        _ call: Call, _ answer: Answer, after more: Duration = .zero, receipts: [SimulatedEnsemble.Answer] = []
    ) {
        guard !isCut(call), !isLost() else {
            // A lost answer ends the connection; the next ping makes another one.
            if case .keeper(_, let session) = call.request { ensemble.disconnect(session) }
            return say("the answer to call \(call.id) is lost")
        }
        var arrival = now + delay() + more
        if case .keeper = call.request {
            arrival = World.inOrder(arrival, &controllers[call.controller].lastFromKeeper)
        }
        queue.add(
            .controller(call.controller, incarnation: call.incarnation, .answer(call.id, answer, receipts)), at: arrival
        )
    }

    static func inOrder(_ arrival: Timestamp, _ last: inout Timestamp) -> Timestamp {
        last = max(last, arrival)
        return last
    }

    // MARK: - Arriving

    mutating func arrive(_ call: Call) {
        guard !isCut(call) else { return }
        switch call.request {
        case .keeper(let request, let session): arrive(call, request, session)
        case .registry(let replica, let request): arrive(call, request, at: replica)
        case .probe(let slots):
            answer(call, .verdicts(slots.map { ($0, truth(of: $0)) }), after: random.duration(1, 40))
        }
    }

    private func truth(of slot: Int) -> Readiness {
        guard instances[slot].isRunning else { return .unready("refuses connections") }
        return instances[slot].isReady ? .ready : .unready("its health check answers 503")
    }

    private mutating func arrive(_ call: Call, _ request: KeeperRequest, _ session: SessionID) {
        guard ensemble.server(of: session) != nil else { return }
        switch request {
        case .read(let path, let isWatched, let isSynced):
            if isSynced { _ = ensemble.submit(.sync(path), from: session, at: moment) }
            answerReading(call, path, isWatched, session)
        case .fleet(let color):
            let path = Self.layout.fleet(color)
            let reading = ensemble.submit(.children(path, watch: true), from: session, at: moment)
            answer(call, Self.names(reading).map { .fleet(slots(of: $0)) } ?? .failed("unread"), receipts: [reading])
        case .requests:
            let reading = ensemble.submit(.children(Self.layout.requests, watch: true), from: session, at: moment)
            let pending = Self.names(reading).map { names in requests.filter { names.contains($0.id) } }
            answer(
                call, pending.map { .requests($0, freezes: freezes) } ?? .failed("unread"), receipts: [reading])
        case .commit(let transaction, let remembered):
            commit(call, transaction, remembered, session)
        }
    }

    /// Where there is nothing, a watch is left by asking whether there is something.
    private mutating func answerReading(_ call: Call, _ path: ZNodePath, _ isWatched: Bool, _ session: SessionID) {
        var receipts = [ensemble.submit(.get(path, watch: isWatched), from: session, at: moment)]
        if isWatched, case .failure(let failure) = receipts[0].outcome, failure.code == .noNode {
            receipts.append(ensemble.submit(.stat(path, watch: true), from: session, at: moment))
        }
        switch receipts[0].outcome {
        case .success(.node(let znode)): answer(call, .znode(znode), receipts: receipts)
        case .failure(let failure) where failure.code == .noNode: answer(call, .znode(nil), receipts: receipts)
        case .failure(let failure): answer(call, .refused(failure), receipts: receipts)
        case .success: break
        }
    }

    private static func names(_ answer: SimulatedEnsemble.Answer) -> [String]? {
        switch answer.outcome {
        case .success(.children(let children)): children.names
        case .failure(let failure) where failure.code == .noNode: []
        default: nil
        }
    }

    /// Slots are in the order of ids.
    private func slots(of names: [String]) -> [Int] {
        names.compactMap { slot(of: InstanceID(rawValue: $0)) }.sorted()
    }

    private mutating func commit(
        _ call: Call, _ transaction: Transaction, _ remembered: Remembered?, _ session: SessionID
    ) {
        let intent = ensemble.znode(Self.layout.activeColor)
        let receipt = ensemble.submit(.commit(transaction), from: session, at: moment)
        switch receipt.outcome {
        case .success(.committed(let results)):
            checkCommit(call.controller, transaction, remembered, session, over: intent)
            answer(call, .results(results), receipts: [receipt])
        case .failure(let failure): answer(call, .refused(failure), receipts: [receipt])
        case .success: break
        }
    }
}
