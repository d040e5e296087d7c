extension Pass {
    /// Answers the one request that takes precedence; the others have their turn in the next passes.
    mutating func answerRequest() -> Turn? {
        // Facts may be older than the record: what was answered is gone.
        let open = seen.requests.filter { request in !record.answers.contains { $0.request == request } }
        let first = open.min { ($0.verb.precedence, $0.id) < ($1.verb.precedence, $1.id) }
        guard let request = first else { return nil }
        if policy.requiresComment, request.comment == nil {
            return refuse(request, "the policy requires a comment: say why")
        }
        guard let rollout = record.rollout else { return answerWithoutRollout(request) }
        guard request.revision == rollout.revision else {
            return refuse(
                request, "it was meant for revision \(request.revision), and the rollout follows \(rollout.revision)")
        }
        switch request.verb {
        case .abort: return abort(request, rollout)
        case .pause: return pause(request, rollout)
        case .resume: return resume(request, rollout)
        case .promote: return promote(request, rollout)
        case .promoteFully: return promoteFully(request, rollout)
        case .retry: return retry(request, rollout)
        }
    }

    private mutating func answerWithoutRollout(_ request: RolloutRequest) -> Turn {
        guard request.verb == .retry else {
            return refuse(request, "there is no rollout: \(record.serving) serves")
        }
        guard let failed = record.failed else {
            return refuse(request, "nothing failed that could be tried again: \(record.serving) serves")
        }
        guard request.revision == failed.revision else {
            return refuse(
                request, "it was meant for revision \(request.revision), and the last failure was \(failed.revision)")
        }
        record.failed = nil
        record.retry = request
        return accept(request, "\(failed.target) is asked for again\(request.words)") { pass, sentence in
            pass.commit(.answered, sentence, restoring: failed.target)
        }
    }

    // MARK: - Each verb

    private mutating func abort(_ request: RolloutRequest, _ rollout: Rollout) -> Turn {
        guard !rollout.isReversing else {
            return accept(request, "it is going back to \(rollout.source) already")
        }
        return accept(request, "going back to \(rollout.source)") { pass, _ in
            guard rollout.phase == .checking, rollout.steps.isEmpty else {
                return pass.reverse("aborted\(request.words)")
            }
            return pass.conclude(.rolledBack, "aborted\(request.words) before anything was changed")
        }
    }

    private mutating func pause(_ request: RolloutRequest, _ rollout: Rollout) -> Turn {
        guard !rollout.isReversing else { return refuse(request, "it is going back, which is never held") }
        guard rollout.pause == nil else { return accept(request, "it is paused already") }
        return accept(request, "paused") { pass, _ in pass.pause(String(request.words.dropFirst())) }
    }

    private mutating func resume(_ request: RolloutRequest, _ rollout: Rollout) -> Turn {
        guard let pause = rollout.pause else { return refuse(request, "it is not paused") }
        record.rollout?.resume(pause, at: now)
        return accept(request, "resumed\(request.words)")
    }

    private mutating func promote(_ request: RolloutRequest, _ rollout: Rollout) -> Turn {
        if let why = obstacleToPromotion(rollout) { return refuse(request, why) }
        switch rollout.phase {
        case .baking:
            return accept(request, "the bake ends\(despiteChecks)") { pass, _ in pass.finishBaking(rollout) }
        case .soaking:
            return accept(request, "the soak ends\(despiteChecks)") { pass, _ in pass.complete(rollout) }
        default:
            return refuse(request, "it is \(rollout.phase): there is no bake or soak to end")
        }
    }

    private mutating func promoteFully(_ request: RolloutRequest, _ rollout: Rollout) -> Turn {
        if let why = obstacleToPromotion(rollout) { return refuse(request, why) }
        let wasLast = rollout.isLastBatch
        let despite = despiteChecks
        record.rollout?.promoteFully()
        switch rollout.phase {
        case .soaking:
            return accept(request, "the soak ends\(despite)") { pass, _ in pass.complete(rollout) }
        case .baking where wasLast:
            return accept(request, "the bake ends\(despite)") { pass, _ in pass.finishBaking(rollout) }
        case .baking:
            enter(.enabling)
            return accept(request, "all of \(rollout.target) is enabled now, without further waits\(despite)")
        default:
            return accept(request, "all of \(rollout.target) takes over without further waits")
        }
    }

    /// What an operator overrides with it: kept with the answer.
    private var despiteChecks: String {
        guard let rollout = record.rollout, rollout.phase == .baking || rollout.phase == .soaking else { return "" }
        let obstacles = obstaclesOfChecks
        return obstacles.isEmpty ? "" : ", although \(listed(obstacles))"
    }

    private func obstacleToPromotion(_ rollout: Rollout) -> String? {
        if rollout.isReversing { return "it is going back to \(rollout.source)" }
        if rollout.pause != nil { return "it is paused: resume it first" }
        if rollout.phase == .checking { return "\(rollout.target) has yet to pass its checks" }
        return nil
    }

    private mutating func retry(_ request: RolloutRequest, _ rollout: Rollout) -> Turn {
        guard rollout.isReversing else { return refuse(request, "it is going on to \(rollout.target) already") }
        if let freeze = seen.freezes.first { return refuse(request, freeze) }
        return accept(request, "turning forward again") { pass, _ in
            pass.record.rollout?.turn(back: nil, at: pass.now)
            pass.enter(.checking)
            return pass.commit(.turned, "\(rollout.target) is tried again\(request.words)")
        }
    }

    // MARK: - Answers

    private mutating func refuse(_ request: RolloutRequest, _ why: String) -> Turn {
        answer(request, isAccepted: false, "\(request.verb.word) is refused: \(why)") { pass, sentence in
            pass.commit(.answered, sentence)
        }
    }

    private mutating func accept(
        _ request: RolloutRequest, _ sentence: String,
        _ turn: (inout Pass, String) -> Turn = { pass, sentence in pass.commit(.answered, sentence) }
    ) -> Turn {
        answer(request, isAccepted: true, sentence, turn)
    }

    /// Noted before the turn is made, since the turn may end the rollout, whose history has its requests.
    private mutating func answer(
        _ request: RolloutRequest, isAccepted: Bool, _ sentence: String, _ turn: (inout Pass, String) -> Turn
    ) -> Turn {
        let answer = RequestAnswer(request: request, isAccepted: isAccepted, sentence: sentence, at: now)
        record.note(answer)
        var turn = turn(&self, sentence)
        turn.answer = answer
        return turn
    }
}

extension RolloutRequest {
    /// ` by maria: too slow`.
    fileprivate var words: String { " by \(by)" + (comment.map { ": \($0)" } ?? "") }
}

extension RolloutRequest.Verb {
    fileprivate var precedence: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}

extension RolloutRecord {
    fileprivate mutating func note(_ answer: RequestAnswer) {
        answers = answers.suffix(Self.answerLimit - 1) + [answer]
        rollout?.note(answer)
    }
}

extension Rollout {
    fileprivate mutating func note(_ answer: RequestAnswer) {
        requests = requests.suffix(Self.requestLimit - 1) + [answer]
    }

    /// The time of the pause counts towards no deadline.
    fileprivate mutating func resume(_ pause: Pause, at now: Timestamp) {
        self.pause = nil
        phaseSince = now
        // Whoever resumes has looked at what was measured before.
        analysis = nil
        directionSince = directionSince + max(.zero, now - pause.since)
    }
}
