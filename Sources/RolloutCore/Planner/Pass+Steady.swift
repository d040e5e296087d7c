extension Pass {
    /// No rollout: follows a new intent, and keeps the active color UP and the standby OUT_OF_SERVICE.
    mutating func steady() -> Turn {
        switch seen.intent {
        case .absent:
            return refuse("/active_color was deleted")
        case .unreadable(let text, let revision):
            return refuse("“\(text)” is neither blue nor green", revision: revision)
        case .asked(let intent) where intent.color != record.serving:
            return start(intent)
        case .asked:
            return putBackDrift()
        }
    }

    /// Says why, remembers it, and writes the serving color back.
    private mutating func refuse(_ what: String, _ intent: Intent? = nil, revision: Int64 = 0) -> Turn {
        let sentence = "\(what): \(record.serving) goes on serving and is written back"
        let entry = HistoryEntry(
            number: record.nextNumber, source: record.serving, target: intent?.color, outcome: .rejected,
            startedAt: now, finishedAt: now, by: intent?.by, comment: intent?.comment, reason: sentence,
            revision: intent?.revision ?? revision, steps: [], requests: [])
        if let intent {
            record.failed = RolloutRecord.FailedRollout(target: intent.color, revision: intent.revision)
        }
        record.nextNumber += 1
        return commit(.refused, sentence, history: entry, restoring: record.serving)
    }

    private mutating func start(_ asked: Intent) -> Turn {
        var intent = asked
        if let retry = record.retry {
            intent = Intent(color: asked.color, revision: asked.revision, by: retry.by, comment: retry.comment)
            record.retry = nil
        }
        if !intent.isRollback {
            if let freeze = seen.freezes.first { return refuse("\(intent.color) was asked for: \(freeze)", intent) }
            if policy.requiresComment, intent.comment == nil {
                return refuse("\(intent.color) was asked for without a comment, which the policy requires", intent)
            }
        }
        record.rollout = Rollout(
            number: record.nextNumber, source: record.serving, intent: intent, policy: policy, startedAt: now)
        record.nextNumber += 1
        let by = intent.by.map { " by \($0)" } ?? ""
        let comment = intent.comment.map { ": \($0)" } ?? ""
        return commit(.started, "\(intent.color) was asked for\(by)\(comment); \(record.serving) serves")
    }

    private func putBackDrift() -> Turn {
        let active = seen.fleets[record.serving]
        let standby = seen.fleets[record.serving.opposite]
        let standsAside = active.instances.filter { $0.canBeEnabled && !$0.isDisputed && !isAmbiguous($0) }
        let isLeftAlone = { (instance: Instance) in policy.drift == .report && instance.hasDrifted }
        let drifted = standsAside.filter { !isLeftAlone($0) }
        // The one given up a moment ago comes after everything else.
        if let instance = drifted.first(where: { $0.id != givenUp }) { return putBack(instance) }
        let serving = active.servingCount
        let strays =
            standby.instances.filter { $0.isEnabled && !isAmbiguous($0) } + standby.departed.filter(\.isEnabled)
        if let stray = strays.first(where: { $0.id != givenUp }) ?? strays.first {
            if serving > 0 {
                if let turn = waitForReaders(toLeave: stray) { return turn }
                return change(.disable, stray, "disabling \(stray.id): \(standby.color) is the standby color")
            }
            if let instance = drifted.first { return putBack(instance) }
            if let turn = settleDispute(active) { return turn }
            return hold(
                .waitingForInstance,
                "\(stray.id) stays UP although \(standby.color) stands by: no instance of \(active.color) serves")
        }
        if let instance = drifted.first { return putBack(instance) }
        if let turn = waitForRegistries() ?? settleDispute(active) { return turn }
        if let instance = standsAside.first(where: isLeftAlone) {
            return hold(
                .drifted, "\(instance.id) was set OUT_OF_SERVICE although \(active.color) is active: left as it is")
        }
        return hold(.steady, steadySentence(active: active, serving: serving, standby: standby))
    }

    /// One instance of the active color that stays UP, and since when: what every reader knows once it serves long enough.
    mutating func noteLongestServing() {
        let active = seen.fleets[record.serving]
        let serves = { (instance: Instance) in instance.isServing && !isAmbiguous(instance) }
        if let known = record.longestServing?.instance, active.instance(known).map(serves) == true { return }
        record.longestServing = active.instances.first(where: serves).map {
            RolloutRecord.LongestServing(instance: $0.id, since: now)
        }
    }

    /// Who fetched while nothing else was UP may know the stray alone: it is to have fetched since, and to have let go of what
    /// it cached. Waited for no longer than for readers of whom nothing is known.
    private func waitForReaders(toLeave stray: Instance) -> Turn? {
        guard let known = record.longestServing else { return nil }
        let end = known.since + policy.blindPropagation
        guard now < end else { return nil }
        if hasCachingReader {
            let sentence =
                "\(stray.id) stays UP until every reader has cached \(known.instance), which has just come UP"
            return hold(.waitingForReaders, sentence, until: end)
        }
        guard let event = seen.registries.lazy.compactMap(awaited).first else { return nil }
        return hold(.waitingForReaders, "\(stray.id) stays UP until \(event)", until: min(end, now + .seconds(1)))
    }

    /// What must happen before every reader of that registry is known to have fetched what it shows now.
    private func awaited(of registry: RegistryReport) -> String? {
        guard case .available(let revision?, let readers, let since) = registry.answer else { return nil }
        guard let readers else { return "\(registry.name) has told who fetches" }
        if let late = readers.first(where: { $0.revision < revision }) {
            return "\(late.address) (\(late.userAgent)) has fetched revision \(revision)"
        }
        guard let since, now < since + policy.blindPropagation else { return nil }
        return "\(registry.name), which was restarted, knows all its readers"
    }

    private func putBack(_ instance: Instance) -> Turn {
        change(.enable, instance, "enabling \(instance.id): \(instance.color) is active and it is ready")
    }

    /// Registries that differ for a moment are catching up; those that go on differing are told again.
    private func settleDispute(_ active: Fleet) -> Turn? {
        guard let disputed = active.instances.first(where: { $0.isDisputed && $0.canBeEnabled && !isAmbiguous($0) })
        else {
            return nil
        }
        let since = waitingSince(.waitingForRegistry)
        if now - since > policy.stepDeadline { return putBack(disputed) }
        return hold(.waitingForRegistry, disputed.obstacle ?? "", until: since + policy.stepDeadline)
    }

    private func steadySentence(active: Fleet, serving: Int, standby: Fleet) -> String {
        var sentence = "\(active.color) serves with \(serving) of \(active.instances.count) instances"
        if let obstacle = active.instances.lazy.compactMap(\.obstacle).first { sentence += "; \(obstacle)" }
        let ready = standby.instances.count { $0.readiness == .ready }
        sentence +=
            ready > 0
            ? "; \(standby.color) stands by with \(ready)" : "; no way back: \(standby.color) has no ready instance"
        return sentence
    }
}
