/// What one measurement of a check came to.
public struct Measurement: Codable, Hashable, Sendable {
    /// Whether the value is as it must be.
    public enum Verdict: String, Codable, Hashable, Sendable, CaseIterable {
        case pass
        case fail
        /// Nothing can be told; never taken for a pass.
        case inconclusive
    }

    /// Whether the value is as it must be.
    public let verdict: Verdict
    /// In base units; nil when nothing can be told.
    public let value: Double?
    /// Of how many requests it was counted, and how many those were; nil for what is no part of requests.
    public let part: Part?
    /// Why nothing can be told; nil when something can.
    public let why: String?

    /// So many of so many.
    public struct Part: Codable, Hashable, Sendable {
        /// Those that were counted.
        public let count: Int64
        /// All of them.
        public let total: Int64
    }

    init(_ value: Double, _ part: Part? = nil, allowed: Threshold) {
        verdict = allowed.allows(value) ? .pass : .fail
        self.value = value
        self.part = part
        why = nil
    }

    init(inconclusive why: String) {
        verdict = .inconclusive
        value = nil
        part = nil
        self.why = why
    }

    /// By what gateways counted since the look began.
    init(_ metric: AnalysisCheck.Counted, of check: AnalysisCheck, counts: TrafficCounts, gateways: Int) {
        guard gateways > 0 else {
            self.init(inconclusive: "no gateway reports the app")
            return
        }
        let requests = metric.isTime ? counts.timedResponses : counts.attempts
        guard requests > 0 else {
            self.init(inconclusive: "no requests")
            return
        }
        guard requests >= check.minRequests else {
            self.init(inconclusive: "fewer than \(check.minRequests) requests")
            return
        }
        let count =
            switch metric {
            case .errors: counts.failed
            case .connectionErrors: counts.connectionErrors
            case .retries: counts.retries
            case .responseTime: counts.responseMilliseconds
            }
        guard !metric.isTime else {
            self.init(Double(count) / Double(requests) / 1_000, allowed: check.allowed)
            return
        }
        self.init(
            Double(count) / Double(requests), Part(count: count, total: requests), allowed: check.allowed)
    }

    /// By what Prometheus answered.
    init(_ result: QueryReading.Result, of check: AnalysisCheck) {
        switch result {
        case .value(let value) where value.isFinite: self.init(value, allowed: check.allowed)
        case .value: self.init(inconclusive: "the answer is no finite number")
        case .inconclusive(let why): self.init(inconclusive: why)
        }
    }

    /// `5.2 % (12 of 230)`, or `no data: no requests`.
    func words(beside limit: Quantity) -> String {
        guard let value else { return "no data: \(why ?? "not measured")" }
        let counted = part.map { " (\($0.count) of \($0.total))" } ?? ""
        return limit.words(for: value) + counted
    }
}
