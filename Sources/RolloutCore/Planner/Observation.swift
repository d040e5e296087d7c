/// Everything that one decision may look at.
public struct Observation: Hashable, Sendable {
    /// The moment of the pass; every deadline is measured against it.
    public var now: Timestamp
    /// What `/active_color` holds, and who asked.
    public var intent: IntentReading
    /// What the leader remembers; nil for an app that was never served.
    public var record: RolloutRecord?
    /// The live instances of both colors.
    public var fleets: PerColor<Fleet>
    /// Every registry that was configured, also one that cannot be asked.
    public var registries: [RegistryReport]
    /// What operators asked for and has no answer yet.
    public var requests: [RolloutRequest]
    /// Why no rollout may begin now, each in a few words: a freeze, a closed window. Never blocks the way back.
    public var freezes: [String]
    /// What each gateway has counted of the app; empty when none reports.
    public var gateways: [GatewayReading]
    /// What Prometheus answered to the checks of this bake or soak, the newest of each.
    public var readings: [QueryReading]
    /// Whether every check counts as passed, as when a plan is made: nothing is measured then.
    var takesChecksAsPassed = false

    /// The facts of one pass, gathered before anything is decided.
    public init(
        now: Timestamp, intent: IntentReading, record: RolloutRecord?, fleets: PerColor<Fleet>,
        registries: [RegistryReport], requests: [RolloutRequest] = [], freezes: [String] = [],
        gateways: [GatewayReading] = [], readings: [QueryReading] = []
    ) {
        self.now = now
        self.intent = intent
        self.record = record
        self.fleets = fleets
        self.registries = registries
        self.requests = requests
        self.freezes = freezes
        self.gateways = gateways
        self.readings = readings
    }
}
