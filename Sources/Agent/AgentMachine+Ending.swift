import Eureka

extension AgentMachine {
    mutating func terminationRequested(_ now: EpochMilliseconds) -> [Action] {
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
    mutating func goDown(_ now: EpochMilliseconds) -> [Action] {
        let claim = makeClaim(.down, nil, now)
        guard drains else { return [.claim(claim)] + stop() }
        phase = .draining
        return [.claim(claim), .startDrain]
    }

    mutating func handoverRequested() -> [Action] {
        switch phase {
        case .starting, .resuming, .preparing, .unprepared, .healthy, .unhealthy:
            guard !hasChild else { return [] }
            phase = .left(exitCode: 0)
            return [.keepSession, .finish(exitCode: 0)]
        case .departing, .draining, .stopping, .leaving, .left: return []
        }
    }

    mutating func stop() -> [Action] {
        let hook = noLongerUp()
        guard hasChild else {
            phase = .leaving(exitCode: 0)
            return hook + [.leaveRegistries]
        }
        phase = .stopping
        return hook + [.stopChild]
    }

    mutating func childExited(_ code: Int32) -> [Action] {
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

    mutating func registriesLeft() -> [Action] {
        guard case .leaving(let exitCode) = phase else { return [] }
        phase = .left(exitCode: exitCode)
        return [.finish(exitCode: exitCode)]
    }
}
