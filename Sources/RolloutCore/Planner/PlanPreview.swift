/// What a rollout would do, step by step, if everything went well: the planner itself, run ahead over the facts of now.
///
/// Steps take no time in it, and every reader fetches at once: what it counts is what the policy waits for.
public struct PlanPreview: Hashable, Sendable {
    /// One thing that would be done or waited for.
    public struct Step: Hashable, Sendable {
        /// How long after the start.
        public let after: Duration
        /// Why, in the planner's words.
        public let reason: Reason
        /// How many instances of both colors serve once it is done.
        public let serving: PerColor<Int>
    }

    /// In order.
    public let steps: [Step]
    /// The fewest instances of both colors together that serve at any time of it.
    public let lowestServing: Int
    /// From the start to the end, waits included.
    public let duration: Duration
    /// How it would end; nil when it would not, which is what its last step says.
    public let outcome: Outcome?

    /// Longer plans are cut off.
    public static let stepLimit = 20_000

    /// Runs ahead from the facts as they are, as if `target` had been asked for.
    ///
    /// - Parameter isRollback: whether it is asked for as the way back.
    public init(of target: Color, seen: Observation, policy: RolloutPolicy, isRollback: Bool = false) {
        var world = seen
        let revision = (seen.record?.rollout?.revision ?? 0) + 1
        world.intent = .asked(Intent(color: target, revision: revision, isRollback: isRollback))
        world.requests = []
        world.takesChecksAsPassed = true
        var policy = policy
        // Nobody has said yet why it is made.
        policy.requiresComment = false
        let planner = Planner(policy: policy)
        var steps: [Step] = []
        var lowest = world.serving
        var outcome: Outcome?
        passes: while steps.count < Self.stepLimit {
            world.letReadersFetch()
            let decision = planner.decide(world)
            let isNews = decision.reason != steps.last?.reason
            switch decision.action {
            case .hold:
                if isNews { steps.append(Step(world, decision.reason, since: seen.now)) }
                guard let wake = decision.wake, wake > world.now, world.record?.rollout != nil else { break passes }
                world.now = wake
            case .commit(let commit):
                world.record = commit.record
                if isNews { steps.append(Step(world, decision.reason, since: seen.now)) }
                outcome = commit.history?.outcome
                if outcome != nil { break passes }
                if let wake = decision.wake, wake > world.now { world.now = wake }
            case .change(let change, let commit):
                if let commit { world.record = commit.record }
                world.apply(change)
                steps.append(Step(world, decision.reason, since: seen.now))
            }
            lowest = min(lowest, world.serving)
        }
        self.steps = steps
        lowestServing = lowest
        duration = world.now - seen.now
        self.outcome = outcome
    }
}

extension PlanPreview.Step {
    fileprivate init(_ world: Observation, _ reason: Reason, since start: Timestamp) {
        after = world.now - start
        self.reason = reason
        serving = PerColor(blue: world.fleets.blue.servingCount, green: world.fleets.green.servingCount)
    }
}

extension Observation {
    fileprivate var serving: Int { fleets.blue.servingCount + fleets.green.servingCount }

    /// The registries show the change at once, as they do when nothing fails.
    fileprivate mutating func apply(_ change: StatusChange) {
        let fleet = fleets[change.color]
        let changed = { (instance: Instance) in
            guard instance.id == change.instance else { return instance }
            var instance = instance
            instance.registration = .registered(change.status, override: change.status)
            return instance
        }
        fleets[change.color] = Fleet(
            color: change.color, instances: fleet.instances.map(changed), departed: fleet.departed.map(changed))
    }

    fileprivate mutating func letReadersFetch() {
        registries = registries.map { registry in
            guard case .available(let revision?, let readers?, let since) = registry.answer else { return registry }
            let fetched = readers.map {
                Reader(address: $0.address, userAgent: $0.userAgent, revision: revision, isGateway: $0.isGateway)
            }
            return RegistryReport(
                name: registry.name, answer: .available(revision: revision, readers: fetched, since: since))
        }
    }
}
