extension Pass {
    /// What is measured while something is looked at.
    private var checks: [AnalysisCheck] { seen.takesChecksAsPassed ? [] : policy.analysis }

    /// Measures what is due; the turn that follows when a check has failed, or nothing could be told for too long.
    mutating func analyse(_ rollout: Rollout) -> Turn? {
        guard !checks.isEmpty else { return nil }
        if let why = failedCheck(rollout) { return fail(why) }
        return endInconclusive(rollout)
    }

    /// Measures what is due.
    ///
    /// - Returns: why a check has failed; nil when none has.
    mutating func failedCheck(_ rollout: Rollout) -> String? {
        let checks = checks
        guard !checks.isEmpty, rollout.phase == .baking || rollout.phase == .soaking else { return nil }
        let counted = (rollout.traffic ?? TrafficTally()).taking(seen.gateways).total[rollout.destination]
        var progress = rollout.analysis ?? AnalysisProgress(checks, since: now, mark: counted)
        let begin = max(progress.since, rollout.phaseSince)
        var failure: String?
        for (index, check) in checks.enumerated() where index < progress.checks.count {
            let state = progress.checks[index]
            guard let (measurement, moment) = measure(check, counted - progress.mark, after: state, begin) else {
                continue
            }
            progress.checks[index].take(measurement, at: moment)
            progress.checks[index].reported = check.isCountedByGateways ? reported : nil
            if progress.checks[index].hasFailed(check), failure == nil {
                failure = progress.checks[index].failure(of: check, rollout.destination)
            }
        }
        record.rollout?.analysis = progress
        return failure
    }

    /// A measurement that is newer than the last one; nil when none is due.
    private func measure(
        _ check: AnalysisCheck, _ counts: TrafficCounts, after state: CheckProgress, _ begin: Timestamp
    ) -> (Measurement, at: Timestamp)? {
        let last = state.measuredAt ?? begin
        switch check.source {
        case .gateway(let metric):
            guard now - last >= check.interval || now < last else { return nil }
            guard seen.gateways.isEmpty || state.reported != reported else { return nil }
            return (Measurement(metric, of: check, counts: counts, gateways: seen.gateways.count), now)
        case .prometheus:
            // What is remembered is cut off to milliseconds: the same answer must not count twice.
            let fresh = seen.readings.last { $0.check == check.name && $0.askedAt.milliseconds > last.milliseconds }
            return fresh.map { (Measurement($0.result, of: check), $0.askedAt) }
        }
    }

    /// Another one whenever any gateway has reported again.
    private var reported: Int64 { seen.gateways.reduce(0) { $0 &+ $1.at } }

    /// Does what the policy says of a check of which nothing could be told for too long.
    private mutating func endInconclusive(_ rollout: Rollout) -> Turn? {
        guard let progress = record.rollout?.analysis else { return nil }
        for (check, state) in zip(checks, progress.checks) {
            guard check.onInconclusive != .hold, state.last.map({ $0.verdict == .inconclusive }) ?? true else {
                continue
            }
            let since = max(rollout.phaseSince, state.conclusiveAt ?? rollout.phaseSince)
            guard now - since > check.timeout else { continue }
            let why =
                "\(check.name) of \(rollout.destination) was inconclusive for \(check.timeout.text): "
                + (state.last?.why ?? "it was not measured")
            return check.onInconclusive == .pause ? pause(why) : reverse(why)
        }
        return nil
    }

    /// The time is over, and a check has yet to pass: waits for it.
    mutating func waitForChecks(_ code: Reason.Code, _ sentence: String) -> Turn? {
        guard let why = obstaclesOfChecks.first else { return nil }
        // What was looked at is all that was to be, and is kept: a longer wait must not look like a gap in it.
        if record.rollout?.looked.last != nil {
            record.rollout?.looked.look(at: now)
            record.rollout?.looked.stop()
        }
        return hold(code, "\(sentence): \(why)", until: nextMeasurement)
    }

    /// Why each check that does not pass now does not, in the policy's order.
    var obstaclesOfChecks: [String] {
        let checks = checks
        guard !checks.isEmpty else { return [] }
        guard let progress = record.rollout?.analysis else { return checks.map { CheckProgress().obstacle(of: $0) } }
        return zip(checks, progress.checks).compactMap { check, state in
            state.passes(check, at: now) ? nil : state.obstacle(of: check)
        }
    }

    /// When the next measurement is due that nothing else wakes for.
    var nextMeasurement: Timestamp? {
        guard !checks.isEmpty, let rollout = record.rollout, let progress = rollout.analysis else { return nil }
        let begin = max(progress.since, rollout.phaseSince)
        return zip(checks, progress.checks).filter(\.0.isCountedByGateways)
            .map { check, state in max((state.measuredAt ?? begin) + check.interval, now + .seconds(1)) }.min()
    }
}
