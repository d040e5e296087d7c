/// How patient and how careful a rollout is.
public struct RolloutPolicy: Hashable, Sendable {
    /// How long `checking` waits for a fleet that is still coming up.
    public var checkDeadline: Duration
    /// How long one step may go unverified, or a phase without progress.
    public var stepDeadline: Duration
    /// How long a rollout may take in all before it goes back.
    public var rolloutDeadline: Duration
    /// How long readers go on using what they had after they have fetched.
    public var readerCache: ReaderCache
    /// How long to wait for readers of a registry that does not tell who they are (a genuine Eureka server).
    public var blindPropagation: Duration
    /// How long a disabled instance gets to finish its requests before the next one is disabled.
    public var drain: Duration

    /// How long a reader's own cache is waited for once it has fetched.
    public enum ReaderCache: Hashable, Sendable {
        /// `springCache` while a reader other than our own gateways is live, else nothing.
        case automatic
        /// This long, whoever reads.
        case fixed(Duration)
    }

    /// `spring.cloud.loadbalancer.cache.ttl` is 35 s unless set (Spring Cloud LoadBalancer's documentation).
    public static let springCache: Duration = .seconds(35)

    /// A Spring client fetches every 30 s and caches for 35 s, both by default: 65 s until the last one has it.
    public init(
        checkDeadline: Duration = .seconds(60), stepDeadline: Duration = .seconds(30),
        rolloutDeadline: Duration = .seconds(1800), readerCache: ReaderCache = .automatic,
        blindPropagation: Duration = .seconds(65), drain: Duration = .zero
    ) {
        self.checkDeadline = checkDeadline
        self.stepDeadline = stepDeadline
        self.rolloutDeadline = rolloutDeadline
        self.readerCache = readerCache
        self.blindPropagation = blindPropagation
        self.drain = drain
    }
}
