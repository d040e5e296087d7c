import Eureka

/// What an agent does with what it learns about its instance: facts in, actions out.
///
/// No clock, no task, no lock: ``InstanceAgent`` holds it and carries the actions out.
struct AgentMachine {
    /// Where an instance stands between its start and its end.
    enum Phase: Hashable {
        /// Not well yet, so nobody has been told of it. Can transition to: preparing, healthy, stopping, leaving, left.
        case starting
        /// Told of by the agent's former life, and not probed since. Can transition to: all below.
        case resuming
        /// Well; the hook that is to make it ready is running. Can transition to: all but starting and resuming.
        case preparing
        /// Well, but that hook failed: registered as STARTING until it succeeds, which no order to enable it overrules. Can
        /// transition to: healthy, unhealthy, departing, draining, stopping, leaving, left.
        case unprepared(reason: String)
        /// Registered, ready to be enabled. Can transition to: unhealthy, departing, draining, stopping, leaving, left.
        case healthy
        /// Registered as DOWN until it is well again. Can transition to: preparing, and as healthy.
        case unhealthy
        /// The hook before it is taken out is running. Can transition to: draining, stopping, leaving.
        case departing
        /// Registered as DOWN for good, finishing what it was given. Can transition to: stopping, leaving.
        case draining
        /// Its process has been told to end. Can transition to: leaving.
        case stopping
        /// Being taken out of the registries. Can transition to: left.
        case leaving(exitCode: Int32)
        /// The end.
        case left(exitCode: Int32)
    }

    /// What was learnt.
    enum Fact: Hashable {
        case started
        case probed(isHealthy: Bool)
        /// The registries show the instance with this status.
        case seen(EurekaStatus)
        case hookEnded(HookCall, failure: String?)
        case hookDueAgain(HookCall)
        case terminationRequested
        /// The agent is to end, and the next one to go on in its place.
        case handoverRequested
        case drainOver
        case childExited(code: Int32)
        case registriesLeft
    }

    /// What is to be done about it.
    enum Action: Hashable {
        case publishMember
        case claim(Claim)
        case runHook(HookCall)
        case repeatHookLater(HookCall)
        case startDrain
        case stopChild
        case leaveRegistries
        /// Leave the session, and all that is in it, to the next agent.
        case keepSession
        case finish(exitCode: Int32)
    }

    /// Probes in a row that decide.
    struct Thresholds: Hashable {
        var healthy: Int
        var unhealthy: Int
    }

    var phase = Phase.starting
    let hasChild: Bool
    let drains: Bool
    let thresholds: Thresholds
    let hooks: [Hook]
    let resumption: Resumption?
    /// Probes in a row that contradict the phase.
    var contradictions = 0
    var lastProbe: Bool?
    private var lastDirtyTimestamp: EpochMilliseconds = 0
    private(set) var isPublished = false
    /// The status that the registries showed last.
    var seen: EurekaStatus?
    var hookRuns = 0
    /// The run that the phase waits for.
    var awaitedHook: HookCall?

    init(
        thresholds: Thresholds, hasChild: Bool, drains: Bool, hooks: [Hook] = [], resumption: Resumption? = nil
    ) {
        self.thresholds = thresholds
        self.hasChild = hasChild
        self.drains = drains
        self.hooks = hooks
        self.resumption = resumption
        if let resumption {
            lastDirtyTimestamp = resumption.claim.lastDirtyTimestamp
            if !hasChild { phase = .resuming }
        }
    }

    /// Takes in a fact; `now` only orders the claims.
    mutating func handle(_ fact: Fact, now: EpochMilliseconds) -> [Action] {
        switch fact {
        case .started: started(now)
        case .probed(let isHealthy): probed(isHealthy, now)
        case .seen(let status): see(status)
        case .hookEnded(let call, let failure): hookEnded(call, failure, now)
        case .hookDueAgain(let call): call == awaitedHook ? repeatHook() : []
        case .terminationRequested: terminationRequested(now)
        case .handoverRequested: handoverRequested()
        case .drainOver: phase == .draining ? stop() : []
        case .childExited(let code): childExited(code)
        case .registriesLeft: registriesLeft()
        }
    }

    // MARK: Claims

    mutating func tell(
        _ status: EurekaStatus, reason: String? = nil, _ now: EpochMilliseconds
    ) -> [Action] {
        let claim = makeClaim(status, reason, now)
        return publishing() + [.claim(claim)]
    }

    mutating func publishing() -> [Action] {
        defer { isPublished = true }
        return isPublished ? [] : [.publishMember]
    }

    /// A registry believes the later of two claims, also when the clock was set back in between.
    mutating func makeClaim(
        _ status: EurekaStatus, _ reason: String?, _ now: EpochMilliseconds
    ) -> Claim {
        lastDirtyTimestamp = max(now, lastDirtyTimestamp + 1)
        return Claim(status: status, lastDirtyTimestamp: lastDirtyTimestamp, reason: reason)
    }
}
