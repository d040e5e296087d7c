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

    private(set) var phase = Phase.starting
    private let hasChild: Bool
    private let drains: Bool
    private let thresholds: Thresholds
    private let hooks: [Hook]
    private let resumption: Resumption?
    /// Probes in a row that contradict the phase.
    private var contradictions = 0
    private var lastProbe: Bool?
    private var lastDirtyTimestamp: EpochMilliseconds = 0
    private var isPublished = false
    /// The status that the registries showed last.
    private(set) var seen: EurekaStatus?
    private var hookRuns = 0
    /// The run that the phase waits for.
    private var awaitedHook: HookCall?

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

    // MARK: - Health

    /// A process of its own ended with the agent's former life, so whatever was said of it is no longer true.
    private mutating func started(_ now: EpochMilliseconds) -> [Action] {
        guard hasChild, resumption != nil, phase == .starting else { return [] }
        phase = .unhealthy
        return tell(.down, reason: "its process is being started again", now)
    }

    private mutating func probed(_ isHealthy: Bool, _ now: EpochMilliseconds) -> [Action] {
        let threshold: Int
        switch phase {
        case .starting, .unhealthy: threshold = isHealthy ? thresholds.healthy : 0
        case .resuming:
            if lastProbe != isHealthy { contradictions = 0 }
            threshold = isHealthy ? thresholds.healthy : thresholds.unhealthy
        case .preparing, .unprepared, .healthy: threshold = isHealthy ? 0 : thresholds.unhealthy
        case .departing, .draining, .stopping, .leaving, .left: return []
        }
        lastProbe = isHealthy
        guard threshold > 0 else {
            contradictions = 0
            return []
        }
        contradictions += 1
        guard contradictions >= threshold else { return [] }
        contradictions = 0
        if isHealthy { return becomeWell(now) }
        return becomeUnwell(now)
    }

    private mutating func becomeWell(_ now: EpochMilliseconds) -> [Action] {
        if phase == .resuming, let resumption, resumption.claim.status == .outOfService {
            // It was ready already: nothing is prepared, and nothing said again that was said before.
            phase = .healthy
            guard resumption.isRegistered else { return tell(.outOfService, now) }
            return publishing() + [.claim(resumption.claim)]
        }
        guard hooks.contains(.preEnable) else {
            phase = .healthy
            // Healthy is no reason to serve: only the leader enables, by an override on top of this claim.
            return tell(.outOfService, now)
        }
        phase = .preparing
        return awaiting(run(.preEnable, from: seen, to: .outOfService))
    }

    private mutating func becomeUnwell(_ now: EpochMilliseconds) -> [Action] {
        let wasTold = phase != .preparing || isPublished || resumption != nil
        phase = .unhealthy
        guard wasTold else {
            phase = .starting
            return []
        }
        return tell(.down, now)
    }

    // MARK: - Hooks

    private mutating func see(_ status: EurekaStatus) -> [Action] {
        let before = seen
        seen = status
        guard let before, before != status else { return [] }
        if status == .up { return run(.postEnable, from: before, to: status) }
        return before == .up ? run(.postDisable, from: before, to: status) : []
    }

    private mutating func run(_ hook: Hook, from: EurekaStatus?, to: EurekaStatus?) -> [Action] {
        guard hooks.contains(hook) else { return [] }
        hookRuns += 1
        return [.runHook(HookCall(hook: hook, from: from, to: to, number: hookRuns))]
    }

    private mutating func awaiting(_ actions: [Action]) -> [Action] {
        if case .runHook(let call) = actions.last { awaitedHook = call }
        return actions
    }

    private mutating func hookEnded(_ call: HookCall, _ failure: String?, _ now: EpochMilliseconds) -> [Action] {
        guard call == awaitedHook else { return [] }
        switch phase {
        case .preparing, .unprepared:
            guard let failure else {
                phase = .healthy
                return tell(.outOfService, now)
            }
            let reason = "\(call.hook.rawValue) failed: \(failure)"
            let isNews = phase != .unprepared(reason: reason)
            phase = .unprepared(reason: reason)
            return (isNews ? tell(.starting, reason: reason, now) : []) + [.repeatHookLater(call)]
        case .departing:
            return goDown(now)
        case .starting, .resuming, .healthy, .unhealthy, .draining, .stopping, .leaving, .left:
            return []
        }
    }

    private mutating func repeatHook() -> [Action] {
        guard case .unprepared = phase else { return [] }
        return awaiting(run(.preEnable, from: .starting, to: .outOfService))
    }

    // MARK: - The end

    private mutating func terminationRequested(_ now: EpochMilliseconds) -> [Action] {
        switch phase {
        case .starting: return stop()
        case .preparing where !isPublished && resumption == nil: return stop()
        case .resuming, .preparing, .unprepared, .healthy, .unhealthy:
            let hook = awaiting(run(.preDisable, from: seen, to: .down))
            guard hook.isEmpty else {
                phase = .departing
                return hook
            }
            return goDown(now)
        case .departing, .draining, .stopping, .leaving, .left:
            return []
        }
    }

    /// A claim of DOWN beats an override of UP, so the instance leaves traffic whatever was ordered.
    private mutating func goDown(_ now: EpochMilliseconds) -> [Action] {
        let claim = makeClaim(.down, nil, now)
        guard drains else { return [.claim(claim)] + stop() }
        phase = .draining
        return [.claim(claim), .startDrain]
    }

    private mutating func handoverRequested() -> [Action] {
        switch phase {
        case .starting, .resuming, .preparing, .unprepared, .healthy, .unhealthy:
            guard !hasChild else { return [] }
            phase = .left(exitCode: 0)
            return [.keepSession, .finish(exitCode: 0)]
        case .departing, .draining, .stopping, .leaving, .left: return []
        }
    }

    private mutating func stop() -> [Action] {
        let hook = noLongerUp()
        guard hasChild else {
            phase = .leaving(exitCode: 0)
            return hook + [.leaveRegistries]
        }
        phase = .stopping
        return hook + [.stopChild]
    }

    private mutating func childExited(_ code: Int32) -> [Action] {
        switch phase {
        case .leaving, .left: return []
        // Asked to end by SIGTERM, it may end of it.
        case .stopping: phase = .leaving(exitCode: code == Self.terminated ? 0 : code)
        case .starting, .resuming, .preparing, .unprepared, .healthy, .unhealthy, .departing, .draining:
            phase = .leaving(exitCode: code)
        }
        return noLongerUp() + [.leaveRegistries]
    }

    /// 128 + SIGTERM, as shells say it, and as Java's runtime ends by itself.
    private static let terminated: Int32 = 143

    /// What has been done is as good as seen, in case that nobody looks any more.
    private mutating func noLongerUp() -> [Action] { seen == .up ? see(.down) : [] }

    private mutating func registriesLeft() -> [Action] {
        guard case .leaving(let exitCode) = phase else { return [] }
        phase = .left(exitCode: exitCode)
        return [.finish(exitCode: exitCode)]
    }

    // MARK: - Claims

    private mutating func tell(
        _ status: EurekaStatus, reason: String? = nil, _ now: EpochMilliseconds
    ) -> [Action] {
        let claim = makeClaim(status, reason, now)
        return publishing() + [.claim(claim)]
    }

    private mutating func publishing() -> [Action] {
        defer { isPublished = true }
        return isPublished ? [] : [.publishMember]
    }

    /// A registry believes the later of two claims, also when the clock was set back in between.
    private mutating func makeClaim(
        _ status: EurekaStatus, _ reason: String?, _ now: EpochMilliseconds
    ) -> Claim {
        lastDirtyTimestamp = max(now, lastDirtyTimestamp + 1)
        return Claim(status: status, lastDirtyTimestamp: lastDirtyTimestamp, reason: reason)
    }
}
