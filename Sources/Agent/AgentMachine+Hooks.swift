import Eureka

extension AgentMachine {
    mutating func see(_ status: EurekaStatus) -> [Action] {
        let before = seen
        seen = status
        guard let before, before != status else { return [] }
        if status == .up { return run(.postEnable, from: before, to: status) }
        return before == .up ? run(.postDisable, from: before, to: status) : []
    }

    mutating func run(_ hook: Hook, from: EurekaStatus?, to: EurekaStatus?) -> [Action] {
        guard hooks.contains(hook) else { return [] }
        hookRuns += 1
        return [.runHook(HookCall(hook: hook, from: from, to: to, number: hookRuns))]
    }

    mutating func awaiting(_ actions: [Action]) -> [Action] {
        if case .runHook(let call) = actions.last { awaitedHook = call }
        return actions
    }

    mutating func hookEnded(_ call: HookCall, _ failure: String?, _ now: EpochMilliseconds) -> [Action] {
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

    mutating func repeatHook() -> [Action] {
        guard case .unprepared = phase else { return [] }
        return awaiting(run(.preEnable, from: .starting, to: .outOfService))
    }
}
