import Eureka

extension AgentMachine {
    /// A process of its own ended with the agent's former life, so whatever was said of it is no longer true.
    mutating func started(_ now: EpochMilliseconds) -> [Action] {
        guard hasChild, resumption != nil, phase == .starting else { return [] }
        phase = .unhealthy
        return tell(.down, reason: "its process is being started again", now)
    }

    mutating func probed(_ isHealthy: Bool, _ now: EpochMilliseconds) -> [Action] {
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
}
