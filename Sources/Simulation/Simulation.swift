public import RolloutCore

/// One seed's world, run to its end: ZooKeeper, registry, instances, readers, operators and controllers, with faults, on a
/// clock of its own.
///
/// The planner, the election and the transactions of the record are the program's own; what runs around them is modeled
/// step by step, so that a controller can fail between any two. Equal seeds give equal runs in every process.
public struct Simulation: Sendable {
    /// What everything is drawn from.
    public let seed: UInt64
    /// In place of the drawn one, when given.
    public let policy: RolloutPolicy?
    /// A mistake to be found; nil: the program as it is.
    public let bug: PlantedBug?
    /// At most three instances a color: quick also in a debug build.
    public let isSmall: Bool
    /// Whether the report says what happened, line by line.
    public let isTraced: Bool

    /// Describes a run; nothing happens before `run`.
    public init(
        seed: UInt64, policy: RolloutPolicy? = nil, bug: PlantedBug? = nil, isSmall: Bool = false,
        isTraced: Bool = false
    ) {
        self.seed = seed
        self.policy = policy
        self.bug = bug
        self.isSmall = isSmall
        self.isTraced = isTraced
    }

    /// Runs it to its end.
    public func run() -> Report {
        var random = SplitMix64(seed: seed)
        let settings = Settings.drawn(&random, policy: policy, isSmall: isSmall)
        var faults = random.fork()
        var operations = random.fork()
        var world = World(seed: seed, settings: settings, bug: bug, random: random.fork(), isTraced: isTraced)
        let drawn = settings.drawnOperations(&operations)
        world.faults = settings.drawnFaults(&faults, around: drawn.map(\.at))
        for (at, operation) in drawn { world.after(at, .operation(operation)) }
        world.run()
        return world.report
    }
}
