import RolloutCore

/// How one seed's world is made. Times of the controllers are those of the program's defaults.
struct Settings {
    var policy: RolloutPolicy
    var blue = 2
    var green = 2
    var active = Color.blue
    var controllers = 2
    var replicas = 1
    var gateways = 1
    var springClients = 0
    /// A genuine Eureka server: checks no epoch, tells no revision and no readers.
    var isGenuine = false
    /// Nothing is asked for, and nothing but leaders and ZooKeeper fails: nothing may be changed.
    var isIdle = false
    /// In percent, while faults go on: calls whose request or whose answer is lost.
    var lostCalls = 0
    /// Instances tell where they run.
    var hasZones = false

    var sessionTimeout: Duration = .seconds(6)
    /// How long an instance is listed without heartbeats.
    var leaseDuration: Duration = .seconds(12)

    static let faultTime: Duration = .seconds(180)
    static let callTimeout: Duration = .seconds(2)
    static let operationTimeout: Duration = .seconds(2)
    static let registryInterval: Duration = .seconds(1)
    static let probeInterval: Duration = .seconds(2)
    static let resyncInterval: Duration = .seconds(15)
    static let alarmResync: Duration = .seconds(5)
    /// What died less than this ago may still be taken for serving: no look is newer than the last.
    static let detection: Duration = .seconds(10)
    static let eventLimit = 400_000

    /// How long after the last fault everything may take to come to its end: forward, and back again.
    var patience: Duration { policy.rolloutDeadline + policy.checkDeadline + .seconds(600) }

    init(policy: RolloutPolicy) { self.policy = policy }
}
