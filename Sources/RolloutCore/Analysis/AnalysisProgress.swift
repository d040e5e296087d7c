/// What the checks of a bake or a soak have come to so far: in the record, so that the next leader goes on from it.
public struct AnalysisProgress: Codable, Hashable, Sendable {
    /// When the look began.
    let since: Timestamp
    /// What the gateways had counted of the target then.
    let mark: TrafficCounts
    /// In the policy's order.
    public internal(set) var checks: [CheckProgress]

    init(_ checks: [AnalysisCheck], since: Timestamp, mark: TrafficCounts) {
        self.since = since
        self.mark = mark
        self.checks = checks.map { _ in CheckProgress() }
    }

    /// Goes on under a new leader: what failed before still counts, and each check has to be measured anew.
    mutating func restart() {
        for index in checks.indices { checks[index].restart() }
    }
}

/// What one check has come to so far.
public struct CheckProgress: Codable, Hashable, Sendable {
    /// The last measurement; nil before the first one, and when a new leader has made none yet.
    public internal(set) var last: Measurement?
    /// When that was.
    public internal(set) var measuredAt: Timestamp?
    /// When something could last be told.
    var conclusiveAt: Timestamp?
    /// What the gateways had reported then, as the sum of their clocks: the same report is not measured twice.
    var reported: Int64?
    /// How many measurements have failed since the last one that passed.
    public internal(set) var failures = 0

    mutating func take(_ measurement: Measurement, at moment: Timestamp) {
        last = measurement
        measuredAt = moment
        switch measurement.verdict {
        case .pass: failures = 0
        case .fail: failures += 1
        case .inconclusive: return
        }
        conclusiveAt = moment
    }

    fileprivate mutating func restart() {
        last = nil
        measuredAt = nil
        conclusiveAt = nil
    }

    /// Whether it has failed for good.
    func hasFailed(_ check: AnalysisCheck) -> Bool {
        guard last?.verdict == .fail, let value = last?.value else { return false }
        return failures >= check.consecutive || isBeyondAll(value, check)
    }

    private func isBeyondAll(_ value: Double, _ check: AnalysisCheck) -> Bool {
        check.failFast.map { !check.allowed.with($0).allows(value) } ?? false
    }

    /// Whether the last measurement passed, and is of late.
    func passes(_ check: AnalysisCheck, at now: Timestamp) -> Bool {
        guard last?.verdict == .pass, let measuredAt else { return false }
        return now - measuredAt <= check.interval * 2 + .seconds(10)
    }

    /// Why it has failed: `errors of green 5.2 % (12 of 230), allowed < 1 %`.
    func failure(of check: AnalysisCheck, _ color: Color) -> String {
        let measured = last?.words(beside: check.allowed.limit) ?? ""
        var sentence = "\(check.name) of \(color) \(measured), allowed \(check.allowed.words)"
        if let failFast = check.failFast, let value = last?.value, isBeyondAll(value, check) {
            sentence += " and at no time beyond \(failFast.words)"
        } else if failures > 1 {
            sentence += ", \(failures) times in a row"
        }
        return sentence
    }

    /// Why it cannot be counted on yet.
    func obstacle(of check: AnalysisCheck) -> String {
        switch last?.verdict {
        case .inconclusive: "\(check.name) is inconclusive: \(last?.why ?? "no data")"
        case .fail: "\(check.name) failed and is measured again"
        case .pass: "\(check.name) was not measured lately"
        case nil: "\(check.name) has yet to be measured"
        }
    }
}
