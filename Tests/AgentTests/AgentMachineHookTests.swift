import Eureka
import Testing

@testable import Agent

@Suite("The moments of hooks")
struct AgentMachineHookTests {
    typealias Action = AgentMachine.Action

    private func machine(_ hooks: [Hook] = Hook.allCases, hasChild: Bool = false) -> AgentMachine {
        AgentMachine(thresholds: .init(healthy: 1, unhealthy: 1), hasChild: hasChild, drains: false, hooks: hooks)
    }

    private static let good = AgentMachine.Fact.probed(isHealthy: true)
    private static let bad = AgentMachine.Fact.probed(isHealthy: false)

    private func call(_ hook: Hook, _ from: EurekaStatus?, _ to: EurekaStatus?, _ number: Int) -> HookCall {
        HookCall(hook: hook, from: from, to: to, number: number)
    }

    @Test("Nobody is told that the instance is ready before pre-enable has succeeded")
    func prepared() {
        var machine = machine()
        let pre = call(.preEnable, nil, .outOfService, 1)
        #expect(machine.handle(Self.good, now: 1) == [.runHook(pre)])
        #expect(machine.handle(Self.good, now: 2) == [])
        #expect(machine.phase == .preparing)
        let ready = Claim(status: .outOfService, lastDirtyTimestamp: 3)
        #expect(machine.handle(.hookEnded(pre, failure: nil), now: 3) == [.publishMember, .claim(ready)])
    }

    @Test("One that failed holds it as STARTING, with the reason, until it succeeds")
    func held() {
        var machine = machine()
        let first = call(.preEnable, nil, .outOfService, 1)
        _ = machine.handle(Self.good, now: 1)
        let starting = Claim(status: .starting, lastDirtyTimestamp: 2, reason: "pre-enable failed: exit code 3")
        #expect(
            machine.handle(.hookEnded(first, failure: "exit code 3"), now: 2) == [
                .publishMember, .claim(starting), .repeatHookLater(first),
            ])
        let second = call(.preEnable, .starting, .outOfService, 2)
        #expect(machine.handle(.hookDueAgain(first), now: 3) == [.runHook(second)])
        // The same reason is not said twice.
        #expect(machine.handle(.hookEnded(second, failure: "exit code 3"), now: 4) == [.repeatHookLater(second)])
        let third = call(.preEnable, .starting, .outOfService, 3)
        #expect(machine.handle(.hookDueAgain(second), now: 5) == [.runHook(third)])
        let ready = Claim(status: .outOfService, lastDirtyTimestamp: 6)
        #expect(machine.handle(.hookEnded(third, failure: nil), now: 6) == [.claim(ready)])
        #expect(machine.phase == .healthy)
    }

    @Test("What an earlier run says does not count once the instance was unwell in between")
    func overtaken() {
        var machine = machine()
        let first = call(.preEnable, nil, .outOfService, 1)
        _ = machine.handle(Self.good, now: 1)
        #expect(machine.handle(Self.bad, now: 2) == [])
        #expect(machine.phase == .starting)
        let second = call(.preEnable, nil, .outOfService, 2)
        #expect(machine.handle(Self.good, now: 3) == [.runHook(second)])
        #expect(machine.handle(.hookEnded(first, failure: nil), now: 4) == [])
        #expect(machine.phase == .preparing)
    }

    @Test("post-enable and post-disable follow what the registries show, not the first look")
    func seen() {
        var machine = machine([.postEnable, .postDisable])
        _ = machine.handle(Self.good, now: 1)
        #expect(machine.handle(.seen(.up), now: 2) == [])
        let off = call(.postDisable, .up, .outOfService, 1)
        #expect(machine.handle(.seen(.outOfService), now: 3) == [.runHook(off)])
        #expect(machine.handle(.seen(.outOfService), now: 4) == [])
        let on = call(.postEnable, .outOfService, .up, 2)
        #expect(machine.handle(.seen(.up), now: 5) == [.runHook(on)])
    }

    @Test("Asked to end, the agent waits for pre-disable, and for its end only")
    func departing() {
        var machine = machine([.preDisable, .postDisable])
        _ = machine.handle(Self.good, now: 1)
        _ = machine.handle(.seen(.up), now: 1)
        let pre = call(.preDisable, .up, .down, 1)
        #expect(machine.handle(.terminationRequested, now: 2) == [.runHook(pre)])
        #expect(machine.phase == .departing)
        let down = Claim(status: .down, lastDirtyTimestamp: 3)
        let post = call(.postDisable, .up, .down, 2)
        #expect(
            machine.handle(.hookEnded(pre, failure: "killed"), now: 3) == [
                .claim(down), .runHook(post), .leaveRegistries,
            ])
        #expect(machine.handle(.seen(.down), now: 4) == [])
    }

    @Test("A process that dies by itself is followed by post-disable")
    func childDies() {
        var machine = machine([.postDisable], hasChild: true)
        _ = machine.handle(Self.good, now: 1)
        _ = machine.handle(.seen(.up), now: 1)
        let post = call(.postDisable, .up, .down, 1)
        #expect(machine.handle(.childExited(code: 3), now: 2) == [.runHook(post), .leaveRegistries])
    }

    @Test(
        "The process's exit code is the agent's, but for that of the SIGTERM it was sent",
        arguments: [(0, 0), (143, 0), (3, 3), (137, 137)] as [(Int32, Int32)])
    func exitCodes(code: Int32, expected: Int32) {
        var machine = machine([], hasChild: true)
        _ = machine.handle(Self.good, now: 1)
        _ = machine.handle(.terminationRequested, now: 2)
        #expect(machine.phase == .stopping)
        _ = machine.handle(.childExited(code: code), now: 3)
        #expect(machine.handle(.registriesLeft, now: 4) == [.finish(exitCode: expected)])
    }
}
