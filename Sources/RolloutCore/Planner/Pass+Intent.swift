extension Pass {
    /// A new intent during a rollout: turns it around at once, or is refused.
    mutating func followIntent(during rollout: Rollout) -> Turn? {
        switch seen.intent {
        case .absent:
            return keepGoing("/active_color was deleted", to: rollout.destination)
        case .unreadable(let text, _):
            return keepGoing("“\(text)” is neither blue nor green", to: rollout.destination)
        case .asked(let intent):
            guard intent.revision != rollout.revision else { return nil }
            record.rollout?.revision = intent.revision
            guard intent.color != rollout.destination else { return nil }
            return turn(to: intent, rollout)
        }
    }

    private func keepGoing(_ what: String, to color: Color) -> Turn {
        commit(.refused, "\(what): the rollout to \(color) goes on and \(color) is written back", restoring: color)
    }

    private mutating func turn(to intent: Intent, _ rollout: Rollout) -> Turn {
        let by = intent.by.map { " by \($0)" } ?? ""
        if intent.color == rollout.source {
            if rollout.phase == .checking && rollout.steps.isEmpty {
                return conclude(.rolledBack, "\(rollout.source) was asked for again\(by) before anything was changed")
            }
            return reverse("\(rollout.source) was asked for again\(by)")
        }
        record.rollout?.turn(back: nil, at: now)
        enter(.checking)
        return commit(.turned, "\(intent.color) was asked for again\(by): turning forward")
    }

    /// Too long on the way forward: back to what served before.
    mutating func keepDeadline(of rollout: Rollout) -> Turn? {
        guard !rollout.isReversing, rollout.phase != .checking else { return nil }
        if now - rollout.directionSince > policy.rolloutDeadline {
            return miss("the rollout took longer than \(policy.rolloutDeadline.text) (rollout.deadline)")
        }
        let isMoving = [.enabling, .propagating, .disabling].contains(rollout.phase)
        guard isMoving, now - rollout.phaseSince > policy.phaseDeadline else { return nil }
        return miss("\(rollout.phase) took longer than \(policy.phaseDeadline.text) (rollout.phaseDeadline)")
    }

    private mutating func miss(_ what: String) -> Turn {
        switch policy.onDeadline {
        case .rollBack: reverse(what)
        case .pause: pause(what)
        }
    }

    // MARK: - How a rollout turns back or ends

    /// What serves does not serve as it should: back, or whatever the policy says instead.
    mutating func fail(_ why: String) -> Turn {
        policy.rollsBackByItself ? reverse(why) : pause(why)
    }

    /// Makes no further step forward until somebody resumes.
    mutating func pause(_ why: String) -> Turn {
        let pause = Rollout.Pause(since: now, why: why)
        record.rollout?.pause = pause
        if record.rollout?.looked.last != nil { record.rollout?.looked.look(at: now) }
        record.rollout?.looked.stop()
        return commit(.paused, pause.sentence)
    }

    /// Goes back to the source, or holds everything when the source has nothing that could serve.
    mutating func reverse(_ why: String) -> Turn {
        guard let rollout = record.rollout else { return hold(.stuck, why) }
        let source = seen.fleets[rollout.source]
        record.rollout?.turn(back: why, at: now)
        record.rollout?.floor = 1
        if source.servingCount < source.instances.count { record.rollout?.needsPropagation = true }
        // What cannot be asked just now is waited for in `enabling`: only what is known not to serve is no way back.
        guard source.instances.contains(where: { $0.mightServe }) else { return getStuck() }
        enter(.enabling)
        return commit(.turned, "going back to \(rollout.source): \(why)")
    }

    mutating func getStuck() -> Turn {
        enter(.stuck)
        return commit(.stuck, stuckSentence())
    }

    mutating func stayStuck(_ rollout: Rollout) -> Turn {
        guard canServe(rollout.destination) else { return hold(.stuck, stuckSentence()) }
        enter(.enabling)
        return commit(.turned, "\(rollout.destination) can serve again: going back to it")
    }

    private func stuckSentence() -> String {
        guard let rollout = record.rollout else { return "stuck" }
        let why = rollout.reversalReason.map { " (\($0))" } ?? ""
        return "stuck: cannot go on to \(rollout.target)\(why), and no instance of \(rollout.source) is ready; "
            + "everything is held as it is until one is, or until /active_color is written again"
    }

    private func canServe(_ color: Color) -> Bool {
        seen.fleets[color].instances.contains { $0.isServing || $0.canBeEnabled && !isAmbiguous($0) }
    }

    mutating func conclude(_ outcome: Outcome, _ sentence: String) -> Turn {
        guard var rollout = record.rollout else { return hold(.steady, sentence) }
        rollout.closeAnalysis()
        let serving = outcome == .completed ? rollout.target : rollout.source
        let entry = HistoryEntry(
            number: rollout.number, source: rollout.source, target: rollout.target, outcome: outcome,
            startedAt: rollout.startedAt, finishedAt: now, by: rollout.by, comment: rollout.comment, reason: sentence,
            revision: rollout.revision, steps: rollout.steps, requests: rollout.requests,
            traffic: TrafficReceipt(rollout.traffic?.taking(seen.gateways)), checks: rollout.checked)
        if serving != record.serving {
            record.serving = serving
            record.since = now
            // Nothing of the source was disabled before everybody had fetched who serves now.
            record.longestServing = seen.fleets[serving].instances.first(where: \.isServing).map {
                RolloutRecord.LongestServing(instance: $0.id, since: now + (.zero - policy.blindPropagation))
            }
        }
        record.rollout = nil
        record.failed =
            outcome == .completed
            ? nil : RolloutRecord.FailedRollout(target: rollout.target, revision: rollout.revision)
        var restoring: Color?
        if case .asked(let intent) = seen.intent, intent.color != serving { restoring = serving }
        return commit(Reason.Code(outcome), sentence, history: entry, restoring: restoring)
    }
}

extension Reason.Code {
    fileprivate init(_ outcome: Outcome) {
        switch outcome {
        case .completed: self = .completed
        case .rolledBack: self = .rolledBack
        case .rejected: self = .refused
        }
    }
}
