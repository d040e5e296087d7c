import Eureka

/// What an agent does with what it learns about its instance: facts in, actions out.
///
/// No clock, no task, no lock: ``InstanceAgent`` holds it and carries the actions out.
struct AgentMachine {
    /// Where an instance stands between its start and its end.
    enum Phase: Hashable {
        /// Not well yet, so nobody has been told of it. Can transition to: healthy, stopping, leaving.
        case starting
        /// Registered, ready to be enabled. Can transition to: unhealthy, draining, stopping, leaving.
        case healthy
        /// Registered as DOWN until it is well again. Can transition to: healthy, draining, stopping, leaving.
        case unhealthy
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
        case probed(isHealthy: Bool)
        case terminationRequested
        case drainOver
        case childExited(code: Int32)
        case registriesLeft
    }

    /// What is to be done about it.
    enum Action: Hashable {
        case publishMember
        case claim(Claim)
        case startDrain
        case stopChild
        case leaveRegistries
        case finish(exitCode: Int32)
    }

    /// Probes in a row that decide.
    struct Thresholds: Hashable {
        var healthy: Int
        var unhealthy: Int
    }

    private(set) var phase = Phase.starting
    private let thresholds: Thresholds
    private let hasChild: Bool
    private let drains: Bool
    /// Probes in a row that contradict the phase.
    private var contradictions = 0
    private var lastDirtyTimestamp: EpochMilliseconds = 0

    init(thresholds: Thresholds, hasChild: Bool, drains: Bool) {
        self.thresholds = thresholds
        self.hasChild = hasChild
        self.drains = drains
    }

    /// Takes in a fact; `now` only orders the claims.
    mutating func handle(_ fact: Fact, now: EpochMilliseconds) -> [Action] {
        switch fact {
        case .probed(let isHealthy): probed(isHealthy, now)
        case .terminationRequested: terminationRequested(now)
        case .drainOver: phase == .draining ? stop() : []
        case .childExited(let code): childExited(code)
        case .registriesLeft: registriesLeft()
        }
    }

    private mutating func probed(_ isHealthy: Bool, _ now: EpochMilliseconds) -> [Action] {
        let threshold: Int
        switch phase {
        case .starting, .unhealthy: threshold = isHealthy ? thresholds.healthy : 0
        case .healthy: threshold = isHealthy ? 0 : thresholds.unhealthy
        case .draining, .stopping, .leaving, .left: return []
        }
        guard threshold > 0 else {
            contradictions = 0
            return []
        }
        contradictions += 1
        guard contradictions >= threshold else { return [] }
        contradictions = 0
        let isFirst = phase == .starting
        phase = isHealthy ? .healthy : .unhealthy
        // Healthy is no reason to serve: only the leader enables, by an override on top of this claim.
        let claim = makeClaim(isHealthy ? .outOfService : .down, now)
        return isFirst ? [.publishMember, .claim(claim)] : [.claim(claim)]
    }

    private mutating func terminationRequested(_ now: EpochMilliseconds) -> [Action] {
        switch phase {
        case .starting:
            return stop()
        case .healthy, .unhealthy:
            // A claim of DOWN beats an override of UP, so the instance leaves traffic whatever was ordered.
            let claim = makeClaim(.down, now)
            guard drains else { return [.claim(claim)] + stop() }
            phase = .draining
            return [.claim(claim), .startDrain]
        case .draining, .stopping, .leaving, .left:
            return []
        }
    }

    private mutating func stop() -> [Action] {
        guard hasChild else {
            phase = .leaving(exitCode: 0)
            return [.leaveRegistries]
        }
        phase = .stopping
        return [.stopChild]
    }

    private mutating func childExited(_ code: Int32) -> [Action] {
        switch phase {
        case .starting, .healthy, .unhealthy: phase = .leaving(exitCode: code)
        // It was asked to end, so however it ended is fine.
        case .draining, .stopping: phase = .leaving(exitCode: 0)
        case .leaving, .left: return []
        }
        return [.leaveRegistries]
    }

    private mutating func registriesLeft() -> [Action] {
        guard case .leaving(let exitCode) = phase else { return [] }
        phase = .left(exitCode: exitCode)
        return [.finish(exitCode: exitCode)]
    }

    /// A registry believes the later of two claims, also when the clock was set back in between.
    private mutating func makeClaim(_ status: EurekaStatus, _ now: EpochMilliseconds) -> Claim {
        lastDirtyTimestamp = max(now, lastDirtyTimestamp + 1)
        return Claim(status: status, lastDirtyTimestamp: lastDirtyTimestamp)
    }
}
