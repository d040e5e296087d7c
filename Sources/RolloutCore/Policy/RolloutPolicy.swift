/// How patient and how careful a rollout is. A rollout keeps to the policy it began with.
public struct RolloutPolicy: Hashable, Sendable {
    /// In which batches, and with which looks in between, the target takes over.
    public var strategy: Strategy
    /// How many of the target must be ready before anything is changed. Rounded up.
    public var minTarget: Amount
    /// The floor: how many instances of both colors together must serve at every moment, of those of the source that
    /// served at the start. Rounded up. Nil: only that the target serves in place of what is disabled.
    public var minHealthy: Amount?
    /// Most instances that may be between two verified states. One step is made at a time, so beyond one it is how many
    /// disabled instances may finish their requests at the same time.
    public var maxInTransition: Int
    /// How long `checking` waits for a fleet that is still coming up.
    public var checkDeadline: Duration
    /// How long one step may go unverified, or a phase without progress.
    public var stepDeadline: Duration
    /// How long enabling, propagating or disabling one batch may take.
    public var phaseDeadline: Duration
    /// How long a rollout may take in all, pauses apart.
    public var rolloutDeadline: Duration
    /// What is done when one of the two passes.
    public var onDeadline: OnDeadline
    /// How long readers go on using what they had after they have fetched.
    public var readerCache: ReaderCache
    /// How long to wait for readers of a registry that does not tell who they are (a genuine Eureka server).
    public var blindPropagation: Duration
    /// How long a disabled instance gets to finish its requests before the next one is disabled.
    public var drain: Duration
    /// Whether a failed check goes back by itself; otherwise it pauses the rollout.
    public var rollsBackByItself: Bool
    /// What is done about a status that somebody else has set.
    public var drift: Drift
    /// Whether a rollout, and a request during one, is refused when nobody says why it is made.
    public var requiresComment: Bool
    /// What is measured of the target while it bakes or soaks; each must pass before the look ends.
    public var analysis: [AnalysisCheck]

    /// The batches of a rollout, and for how long each is looked at.
    public struct Strategy: Hashable, Sendable {
        /// How much of the target serves after each batch; the last one is all of it. Each rounded up.
        public var batches: [Amount]
        /// How long each batch must serve well before the source gives way to it.
        public var bake: Duration
        /// How long the target must serve well alone before the rollout is complete.
        public var soak: Duration

        /// Blue-green unless said otherwise: everything at once, and no wait.
        public init(batches: [Amount] = [.percent(100)], bake: Duration = .zero, soak: Duration = .zero) {
            self.batches = batches
            self.bake = bake
            self.soak = soak
        }
    }

    /// How long a reader's own cache is waited for once it has fetched.
    public enum ReaderCache: Hashable, Sendable {
        /// `springCache` while a reader other than our own gateways is live, else nothing.
        case automatic
        /// This long, whoever reads.
        case fixed(Duration)
    }

    /// What becomes of a rollout that takes too long.
    public enum OnDeadline: String, Codable, Hashable, Sendable, CaseIterable {
        /// It goes back.
        case rollBack = "roll-back"
        /// It is paused as it is.
        case pause
    }

    /// What is done about an active instance that somebody else has set OUT_OF_SERVICE.
    public enum Drift: String, Codable, Hashable, Sendable, CaseIterable {
        /// It is put back.
        case reassert
        /// It is said, and left alone.
        case report
    }

    /// `spring.cloud.loadbalancer.cache.ttl` is 35 s unless set (Spring Cloud LoadBalancer's documentation).
    public static let springCache: Duration = .seconds(35)

    /// A Spring client fetches every 30 s and caches for 35 s, both by default: 65 s until the last one has it.
    public init(
        strategy: Strategy = Strategy(), minTarget: Amount = .percent(100), minHealthy: Amount? = nil,
        maxInTransition: Int = 1, checkDeadline: Duration = .seconds(60), stepDeadline: Duration = .seconds(30),
        phaseDeadline: Duration = .seconds(1800), rolloutDeadline: Duration = .seconds(1800),
        onDeadline: OnDeadline = .rollBack, readerCache: ReaderCache = .automatic,
        blindPropagation: Duration = .seconds(65), drain: Duration = .zero, rollsBackByItself: Bool = true,
        drift: Drift = .reassert, requiresComment: Bool = false, analysis: [AnalysisCheck] = []
    ) {
        self.strategy = strategy
        self.minTarget = minTarget
        self.minHealthy = minHealthy
        self.maxInTransition = maxInTransition
        self.checkDeadline = checkDeadline
        self.stepDeadline = stepDeadline
        self.phaseDeadline = phaseDeadline
        self.rolloutDeadline = rolloutDeadline
        self.onDeadline = onDeadline
        self.readerCache = readerCache
        self.blindPropagation = blindPropagation
        self.drain = drain
        self.rollsBackByItself = rollsBackByItself
        self.drift = drift
        self.requiresComment = requiresComment
        self.analysis = analysis
    }
}
