import Coordination
import Foundation
import RolloutCore
import ZooKeeper

/// Where planted bugs change what the simulated shell does around the planner, or what the planner is shown.
extension World {
    // MARK: - Decisions

    /// The planner's decision; under some planted bugs, on facts that are not so.
    func decision(on seen: Observation, _ c: Int) -> (action: Decision.Action, reason: Reason, wake: Timestamp?) {
        var shown = seen
        var policy = settings.policy
        if bug != nil { bend(&shown, &policy) }
        let decision = Planner(policy: policy).decide(shown)
        if bug == .driftDuringRollout, let change = driftPutBack(shown) {
            return (.change(change, after: nil), decision.reason, decision.wake)
        }
        return (decision.action, decision.reason, decision.wake)
    }

    private func bend(_ seen: inout Observation, _ policy: inout RolloutPolicy) {
        let rollout = seen.record?.rollout
        switch bug {
        case .disableFirst:
            if let rollout, !rollout.isReversing, rollout.phase != .checking { pretendServing(rollout.target, &seen) }
        case .noFloorOnTheWayBack:
            if let rollout, rollout.isReversing { pretendServing(rollout.source, &seen) }
        case .unknownCountsAsReady:
            for color in Color.allCases {
                seen.fleets[color] = mapped(seen.fleets[color]) { $0.readiness = .ready }
            }
        case .propagationSkipped:
            policy.readerCache = .fixed(.zero)
            seen.registries = mapped(seen.registries) { revision, _ in (revision, [], nil) }
        case .restartedListBelieved:
            seen.registries = mapped(seen.registries) { revision, readers in (revision, readers, nil) }
        case .ambiguousSwitched:
            for color in Color.allCases {
                let own = seen.fleets[color].instances.filter { slot(of: $0.id).map { instances[$0].color } == color }
                seen.fleets[color] = Fleet(color: color, instances: own)
            }
        case .abortIgnoredWhileBaking:
            if rollout?.phase == .baking { seen.requests.removeAll { $0.verb == .abort } }
        case .nonsenseMeansGreen:
            if case .unreadable(_, let revision) = seen.intent {
                seen.intent = .asked(Intent(color: .green, revision: revision))
            }
        default: break
        }
    }

    private func pretendServing(_ color: Color, _ seen: inout Observation) {
        seen.fleets[color] = mapped(seen.fleets[color]) {
            $0.readiness = .ready
            $0.registration = .registered(.up, override: .up)
        }
    }

    private func mapped(_ fleet: Fleet, _ body: (inout Instance) -> Void) -> Fleet {
        var instances = fleet.instances
        for index in instances.indices { body(&instances[index]) }
        return Fleet(color: fleet.color, instances: instances, departed: fleet.departed)
    }

    private func mapped(
        _ reports: [RegistryReport],
        _ body: (Int64?, [Reader]?) -> (revision: Int64?, readers: [Reader]?, since: Timestamp?)
    ) -> [RegistryReport] {
        reports.map { report in
            guard case .available(let revision, let readers, _) = report.answer else { return report }
            let new = body(revision, readers)
            return RegistryReport(
                name: report.name,
                answer: .available(revision: new.revision, readers: new.readers, since: new.since))
        }
    }

    private func driftPutBack(_ seen: Observation) -> StatusChange? {
        guard let record = seen.record, let rollout = record.rollout, record.pending == nil else { return nil }
        guard rollout.phase == .disabling else { return nil }
        let drifted = seen.fleets[rollout.origin].instances.first { $0.canBeEnabled }
        return drifted.map {
            StatusChange(kind: .enable, instance: $0.id, color: $0.color, since: seen.now)
        }
    }

    // MARK: - Taking over

    func takeOver(_ record: RolloutRecord, _ c: Int) -> RolloutRecord {
        switch bug {
        case .deadlinesWithoutLeader: return record
        case .pendingForgotten: return (changed(record) { $0["pending"] = nil } ?? record).takenOver(at: clock(c))
        case .pauseForgotten:
            let changed = changed(record) { fields in
                guard var rollout = fields["rollout"] as? [String: Any] else { return }
                rollout["pause"] = nil
                fields["rollout"] = rollout
            }
            return (changed ?? record).takenOver(at: clock(c))
        default: return record.takenOver(at: clock(c))
        }
    }

    private func changed(_ record: RolloutRecord, _ body: (inout [String: Any]) -> Void) -> RolloutRecord? {
        guard let data = try? JSONEncoder().encode(record),
            var fields = try? JSONSerialization.jsonObject(with: data) as? [String: Any]
        else { return nil }
        body(&fields)
        guard let shorter = try? JSONSerialization.data(withJSONObject: fields) else { return nil }
        return try? JSONDecoder().decode(RolloutRecord.self, from: shorter)
    }

    // MARK: - Writing

    func bent(_ transaction: Transaction) -> Transaction {
        guard let bug else { return transaction }
        var bent = Transaction()
        for operation in transaction.operations {
            switch (bug, operation) {
            case (.intentNotConditional, .check(World.layout.activeColor, _)): break
            case (.intentNotConditional, .set(World.layout.activeColor, let data, _)):
                bent.set(World.layout.activeColor, data)
            case (.recordNotReadAgain, .set(World.layout.record, let data, _)): bent.set(World.layout.record, data)
            case (.requestRemovedFirst, .delete(let path, _)) where path.parent == World.layout.requests: break
            case (.historyOutsideTransaction, .create(let path, _, _, _)) where isHistory(path): break
            case (_, .create(let path, let data, let mode, _)): bent.create(path, data, mode: mode)
            case (_, .set(let path, let data, let version)): bent.set(path, data, ifVersion: version)
            case (_, .delete(let path, let version)): bent.delete(path, ifVersion: version)
            case (_, .check(let path, let version)): bent.check(path, version: version)
            }
        }
        return bent
    }

    mutating func writeHistory(_ entry: HistoryEntry, _ step: Step?, _ c: Int) {
        var transaction = Transaction()
        transaction.create(World.layout.history.appending("r-"), [], mode: .persistentSequential)
        controllers[c].leading?.stage = .writingHistory(step)
        ask(c, .commit(transaction, nil), for: .pass)
    }

    // MARK: - Acting

    mutating func believe(_ step: Step, _ c: Int) {
        for replica in replicas.indices {
            controllers[c].leading?.facts.registries[replica].generation += 1
            controllers[c].leading?.facts.registries[replica].entries[step.slot] = Answer.Entry(
                status: step.change.status, override: step.change.status)
        }
        finish(c, isUnfinished: true)
    }

    /// - Returns: whether that is what becomes of an unanswered call.
    mutating func takeForFailure(_ step: Step, _ c: Int) -> Bool {
        guard bug == .lostAnswerMeansFailure else { return false }
        for replica in replicas.indices {
            controllers[c].leading?.facts.registries[replica].entries[step.slot] = nil
        }
        finish(c, isUnfinished: true)
        return true
    }

    mutating func setEverything(_ c: Int) {
        guard bug == .edgeTriggered, let leading = controllers[c].leading, leading.isInherited,
            let serving = leading.stored?.record.serving
        else { return }
        for slot in instances.indices where instances[slot].color == serving {
            call(c, .registry(0, .set(slot, .up, epoch: leading.epoch)), for: .nothing)
        }
    }
}
