/// One thing that is measured of the target while it bakes or soaks, and what it must be.
public struct AnalysisCheck: Hashable, Sendable {
    /// Names it in sentences and lists; unique within a policy.
    public var name: String
    /// Where the value comes from.
    public var source: Source
    /// What the value must be.
    public var allowed: Threshold
    /// A value beyond this fails at once, however few times; compared as `allowed` is.
    public var failFast: Quantity?
    /// How often it is measured.
    public var interval: Duration
    /// Fewer requests since the bake or soak began are too few to tell. For what gateways count only.
    public var minRequests: Int
    /// How many measurements in a row must fail until the check has.
    public var consecutive: Int
    /// How long nothing can be told before `onInconclusive` is done.
    public var timeout: Duration
    /// What becomes of a rollout of which nothing can be told. It never passes.
    public var onInconclusive: OnInconclusive

    /// Where a value comes from.
    public enum Source: Hashable, Sendable {
        /// Counted by our gateways since the bake or soak began.
        case gateway(Counted)
        /// Asked of Prometheus; `{{color}}` and `{{app}}` stand for what is looked at.
        case prometheus(String)
    }

    /// What gateways count.
    public enum Counted: String, Codable, Hashable, Sendable, CaseIterable {
        /// Answers 5xx and failed connections, of all requests.
        case errors
        /// Failed connections alone, of all requests.
        case connectionErrors
        /// Requests sent once more, to the same or another instance, of all requests.
        case retries
        /// How long an answer takes on average.
        case responseTime

        /// Whether it is measured in seconds; otherwise it is a part of all requests.
        var isTime: Bool { self == .responseTime }
    }

    /// What is done about a check that stays inconclusive.
    public enum OnInconclusive: String, Codable, Hashable, Sendable, CaseIterable {
        /// Waits on, until the rollout's deadline does what it does.
        case hold
        /// Pauses the rollout for a person.
        case pause
        /// Goes back.
        case rollBack = "roll-back"
    }

    /// A check; whatever is not given is as a check is by default.
    public init(
        name: String, source: Source, allowed: Threshold, failFast: Quantity? = nil, interval: Duration = .seconds(10),
        minRequests: Int = 1, consecutive: Int = 1, timeout: Duration = .seconds(300),
        onInconclusive: OnInconclusive = .hold
    ) {
        self.name = name
        self.source = source
        self.allowed = allowed
        self.failFast = failFast
        self.interval = interval
        self.minRequests = minRequests
        self.consecutive = consecutive
        self.timeout = timeout
        self.onInconclusive = onInconclusive
    }

    /// What Prometheus is asked about a color of an app; nil for a check that gateways count.
    public func query(of color: Color, app: AppName) -> String? {
        guard case .prometheus(let query) = source else { return nil }
        // Placeholders stand within quotes.
        let quoted = app.rawValue.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
        return query.replacing("{{color}}", with: color.rawValue).replacing("{{app}}", with: quoted)
    }

    var isCountedByGateways: Bool { if case .gateway = source { true } else { false } }
}
