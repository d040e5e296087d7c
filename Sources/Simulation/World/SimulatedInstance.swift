import RolloutCore

/// One application server with its registration. Its slot is its place in the world, in the order of ids.
struct SimulatedInstance {
    let id: InstanceID
    let color: Color
    let zone: Int
    var incarnation = 0
    var isRunning = false
    /// Answers its health check well.
    var isReady = false
    /// What it says of itself in the registry.
    var claim = InstanceStatus.outOfService
    var isRegistered = false
    /// Also a member of the other color, by mistake.
    var isAmbiguous = false
    var ambiguousSince: Timestamp?
    /// Durable, and shared by the replicas.
    var override: InstanceStatus?
    /// When it was last ready, registered and UP; the far past before.
    var lastServed = Timestamp(nanoseconds: 0)
    /// When it last became ready, well or listed again; what is known of it may be older.
    var returnedAt = Timestamp(nanoseconds: 0)
    /// When it last was able to answer.
    var lastReady = Timestamp(nanoseconds: 0)
}

/// One replica of the registry: what it shows may lag behind what is durable.
struct SimulatedReplica {
    var incarnation = 0
    var isUp = true
    var revision: Int64 = 10
    /// By slot; what it shows.
    var overrides: [InstanceStatus?]
    /// Nil when it has listed everybody who fetches all along.
    var since: Timestamp?
    /// By reader; nil for one that it has not heard of.
    var seen: [Sighting?]
    var slowness: Duration = .zero
    var feedLag: Duration = .zero

    struct Sighting {
        var revision: Int64
        var at: Timestamp
    }
}

/// Whoever fetches the registry and routes by it: a gateway of ours, or a Spring client with its cache.
struct SimulatedReader {
    let address: String
    let isGateway: Bool
    let interval: Duration
    var isAsleep = false
    /// Whom it took for UP when it last fetched, and whom it routes to.
    var fetched = SlotSet()
    var routes = SlotSet()
    var lastFetch: Timestamp?
    /// When it last fetched after it had been silent for so long that it was listed no more.
    var returnedAt: Timestamp?

    /// A registry lists a reader until it was silent this long.
    var patience: Duration { interval * 3 + .seconds(2) }
}
