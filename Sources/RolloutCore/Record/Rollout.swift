/// A change of the active color that is under way.
public struct Rollout: Codable, Hashable, Sendable {
    /// Counts the app's rollouts, also the rejected ones; shown as `r-7`.
    public let number: Int
    /// The color that served when it started, and serves again if it goes back.
    public let source: Color
    /// The color that was asked for, and serves once it completes.
    public let target: Color
    /// The intent it follows (`mzxid` of `/active_color`).
    public var revision: Int64
    /// When the leader took up the intent.
    public let startedAt: Timestamp
    /// Who asked for it at its start; nil for a plain write to `/active_color`.
    public let by: String?
    /// Why it was asked for at its start; nil when nothing was said.
    public let comment: String?
    /// What it keeps to, whatever the policy becomes meanwhile.
    public let policy: RolloutPolicy
    /// Whether it is a way back that an operator asked for: all at once, and without bake and soak.
    public let isRollback: Bool
    /// What is being done now, in the direction of the moment.
    public internal(set) var phase: Phase
    /// When that phase was entered; the deadline of `checking` counts from here.
    public internal(set) var phaseSince: Timestamp
    /// True while going back to the source.
    public internal(set) var isReversing: Bool
    /// Why it goes back.
    public internal(set) var reversalReason: String?
    /// The batch in hand, from 0.
    public internal(set) var batch: Int
    /// How many of the target were ready when the checks were passed: what batches are parts of.
    public internal(set) var targetSize: Int
    /// How many of them must serve before the source gives way altogether.
    public internal(set) var required: Int
    /// How many of the source served then.
    public internal(set) var sourceSize: Int
    /// How many instances of the destination must serve before, and while, the origin is disabled.
    public internal(set) var floor: Int
    /// Whether an operator asked for the last batch at once, without bake and soak.
    public internal(set) var isPromotedFully: Bool
    /// Since when it is paused, and why; nil while it goes on.
    public internal(set) var pause: Pause?
    /// How long this bake or soak was looked at: time without a leader, or without its registries, does not count.
    public internal(set) var looked: LookClock
    /// What each registry's readers must have fetched, once enabling is done.
    public internal(set) var awaited: [AwaitedRevision]
    /// When every reader was seen to have it.
    public internal(set) var propagatedAt: Timestamp?
    /// Whether a reader that may cache what it fetched was seen in the present direction; nil when none was.
    public internal(set) var hasCachingReader: Bool?
    /// Whether readers may not have seen yet what serves in place of the origin. False only on a way back that finds
    /// every instance of the source still serving, when none was disabled.
    public internal(set) var needsPropagation: Bool
    /// Since when it moves in the present direction.
    public internal(set) var directionSince: Timestamp
    /// What was done so far, oldest first; the first `stepLimit` are kept.
    public internal(set) var steps: StepLog
    /// What operators asked of it, oldest first; the last `requestLimit` are kept.
    public internal(set) var requests: [RequestAnswer]

    /// What gateways have counted since it started; nil while none reports.
    public internal(set) var traffic: TrafficTally?
    /// What the checks of the bake or soak under way have come to; nil in every other phase.
    public internal(set) var analysis: AnalysisProgress?
    /// What those of earlier bakes came to, oldest first; the last `checkLimit`. Nil when there were none.
    public internal(set) var checked: [CheckResult]?

    /// Keeps a record well below ZooKeeper's limit of 1 MB.
    public static let stepLimit = 5_000
    /// As many as eight batches of eight checks have.
    public static let checkLimit = 64
    /// As many requests as people make.
    public static let requestLimit = 50

    /// A rollout that makes no step forward.
    public struct Pause: Codable, Hashable, Sendable {
        /// Since when.
        public let since: Timestamp
        /// Who or what paused it, and why, in a few words.
        public let why: String

        /// `paused by maria: lunch`, `paused: the rollout took longer than 30m`
        public var sentence: String { why.hasPrefix("by ") ? "paused \(why)" : "paused: \(why)" }
    }

    /// One registry and the revision that its readers must reach.
    public struct AwaitedRevision: Codable, Hashable, Sendable {
        /// The registry's URL without credentials, by which it is found among the reports.
        public let registry: String
        /// The registry's revision (not the intent's) when enabling was done.
        public let revision: Int64
    }

    /// A rollout that starts with `checking`.
    public init(
        number: Int, source: Color, intent: Intent, policy: RolloutPolicy, startedAt: Timestamp
    ) {
        self.number = number
        self.source = source
        target = intent.color
        revision = intent.revision
        by = intent.by
        comment = intent.comment
        isRollback = intent.isRollback
        self.policy = policy
        self.startedAt = startedAt
        phase = .checking
        phaseSince = startedAt
        isReversing = false
        batch = 0
        targetSize = 0
        required = 1
        sourceSize = 0
        floor = 1
        isPromotedFully = false
        looked = LookClock()
        awaited = []
        needsPropagation = true
        directionSince = startedAt
        steps = []
        requests = []
    }

    /// The color it moves to now.
    public var destination: Color { isReversing ? source : target }

    /// The color it moves away from now.
    public var origin: Color { destination.opposite }

    /// When it last got on: the last step made, or the phase begun.
    var lastProgress: Timestamp { max(phaseSince, steps.last { $0.isVerified }?.at ?? phaseSince) }

    mutating func enter(_ phase: Phase, at now: Timestamp) {
        closeAnalysis()
        self.phase = phase
        phaseSince = now
        propagatedAt = nil
        awaited = []
        looked = LookClock()
    }

    /// Turns around, or forward again; the phase is the caller's to choose.
    mutating func turn(back why: String?, at now: Timestamp) {
        isReversing = why != nil
        pause = nil
        batch = 0
        isPromotedFully = false
        reversalReason = why
        needsPropagation = why == nil || steps.contains { $0.change == .disable }
        directionSince = now
        hasCachingReader = nil
    }

    mutating func noteTraffic(_ readings: [GatewayReading]) {
        guard !readings.isEmpty else { return }
        traffic = (traffic ?? TrafficTally()).taking(readings)
    }

    /// The instances that could not be enabled in the present phase.
    var givenUp: [InstanceID] {
        steps.filter { !$0.isVerified && $0.change == .enable && $0.at >= phaseSince }.map(\.instance)
    }

    mutating func append(_ step: StepRecord) {
        guard steps.count < Rollout.stepLimit else { return }
        steps.append(step)
    }
}
