/// Decides what to do next for one app: facts in, one step out. The same facts always give the same decision.
public struct Planner: Sendable {
    /// The deadlines and waits that it keeps to.
    public let policy: RolloutPolicy

    /// A planner keeps nothing between decisions: what must last is in the record.
    public init(policy: RolloutPolicy) {
        self.policy = policy
    }

    /// One pass: what to do now, and why.
    public func decide(_ seen: Observation) -> Decision {
        guard let record = seen.record else { return adopt(seen) }
        var pass = Pass(seen: seen, policy: policy, record: record)
        let turn = pass.next()
        return pass.decision(turn)
    }
}

/// The work of one decision: the facts, and the record as it will be remembered.
struct Pass {
    let seen: Observation
    let now: Timestamp
    /// What rollouts begin with now.
    private let current: RolloutPolicy
    var record: RolloutRecord
    /// The instance whose step was given up in this very pass.
    var givenUp: InstanceID?
    private let before: RolloutRecord

    init(seen: Observation, policy: RolloutPolicy, record: RolloutRecord) {
        self.seen = seen
        now = seen.now
        current = policy
        self.record = record
        before = record
    }

    /// What counts now: a rollout keeps to the policy it began with.
    var policy: RolloutPolicy { record.rollout?.policy ?? current }

    /// What a pass comes to.
    struct Turn {
        enum Move {
            case hold(until: Timestamp?)
            case commit(history: HistoryEntry?, restoring: Color?)
            case change(StatusChange)
        }

        let move: Move
        let reason: Reason
        /// The request that is answered by it.
        var answer: RequestAnswer?
    }

    mutating func next() -> Turn {
        if let turn = answerRequest() { return turn }
        if let turn = settlePending() { return turn }
        noteReaders()
        noteLongestServing()
        guard let rollout = record.rollout else { return steady() }
        if let turn = followIntent(during: rollout) { return turn }
        if let pause = rollout.pause { return stayPaused(rollout, pause) }
        if let turn = keepDeadline(of: rollout) { return turn }
        switch rollout.phase {
        case .checking: return check(rollout)
        case .enabling: return enable(rollout)
        case .propagating: return propagate(rollout)
        case .baking: return bake(rollout)
        case .disabling: return disable(rollout)
        case .soaking: return soak(rollout)
        case .stuck: return stayStuck(rollout)
        }
    }

    mutating func decision(_ turn: Turn) -> Decision {
        if turn.reason.code != record.reason.code { record.reasonSince = now }
        record.reason = turn.reason
        switch turn.move {
        case .hold(let until):
            guard record != before else { return Decision(action: .hold, reason: turn.reason, wake: until) }
            let action = Decision.Action.commit(commit())
            return Decision(action: action, reason: turn.reason, wake: until)
        case .commit(let history, let restoring):
            let commit = commit(history: history, restoring: restoring, answer: turn.answer)
            let action = Decision.Action.commit(commit)
            return Decision(action: action, reason: turn.reason, wake: now)
        case .change(let change):
            record.pending = change
            let first = record == before ? nil : commit()
            // A step that is repeated had no effect a moment ago: it is not hurried.
            let wake = change == before.pending ? now + .seconds(1) : now
            return Decision(action: .change(change, after: first), reason: turn.reason, wake: wake)
        }
    }

    private mutating func commit(
        history: HistoryEntry? = nil, restoring: Color? = nil, answer: RequestAnswer? = nil
    ) -> Decision.Commit {
        // Only with what is written anyway: counts go up all the time.
        record.rollout?.noteTraffic(seen.gateways)
        return Decision.Commit(record: record, history: history, restoring: restoring, answer: answer)
    }

    mutating func enter(_ phase: Phase) {
        record.rollout?.enter(phase, at: now)
    }

    // MARK: - What every phase says

    func hold(_ code: Reason.Code, _ sentence: String, until: Timestamp? = nil) -> Turn {
        Turn(move: .hold(until: until), reason: Reason(code, sentence))
    }

    func commit(
        _ code: Reason.Code, _ sentence: String, history: HistoryEntry? = nil, restoring: Color? = nil
    ) -> Turn {
        Turn(move: .commit(history: history, restoring: restoring), reason: Reason(code, sentence))
    }

    func change(_ kind: StatusChange.Kind, _ instance: Instance, _ sentence: String) -> Turn {
        let change = StatusChange(kind: kind, instance: instance.id, color: instance.color, since: now)
        return Turn(move: .change(change), reason: Reason(kind == .enable ? .enabling : .disabling, sentence))
    }

    /// Since when this has been waited for; now, when it was not what the last pass waited for. Counts no time
    /// without a leader before the wait began.
    func waitingSince(_ code: Reason.Code) -> Timestamp {
        record.reason.code == code ? record.reasonSince : now
    }

    /// Shown in both colors: enabling it for one would disable it for the other, so that it is left alone.
    func isAmbiguous(_ instance: Instance) -> Bool {
        seen.fleets[instance.color.opposite].instance(instance.id) != nil
    }

    /// How many instances of a fleet serve, and are of no other color: one in both cannot stand in for either, and would
    /// count twice.
    func servingCount(of fleet: Fleet) -> Int { fleet.instances.count { $0.isServing && !isAmbiguous($0) } }

    /// The first registry that cannot be asked, in all or about one of these instances, as a turn that waits for it.
    func waitForRegistries(asking fleet: Fleet? = nil) -> Turn? {
        for registry in seen.registries {
            guard case .unavailable(let why) = registry.answer else { continue }
            return hold(.waitingForRegistry, "waiting for the registry \(registry.name): \(why)")
        }
        for instance in fleet?.instances ?? [] {
            guard case .unavailable = instance.registration else { continue }
            return hold(.waitingForRegistry, instance.obstacle ?? "waiting for the registry")
        }
        return nil
    }
}
