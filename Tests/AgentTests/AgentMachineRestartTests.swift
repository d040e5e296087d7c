import Eureka
import Testing

@testable import Agent

@Suite("An agent that goes on where another one was")
struct AgentMachineRestartTests {
    private static let ready = Claim(status: .outOfService, lastDirtyTimestamp: 50)

    private func machine(
        _ claim: Claim = ready, isRegistered: Bool = true, hasChild: Bool = false, hooks: [Hook] = []
    ) -> AgentMachine {
        AgentMachine(
            thresholds: .init(healthy: 1, unhealthy: 2), hasChild: hasChild, drains: true, hooks: hooks,
            resumption: Resumption(claim: claim, isRegistered: isRegistered))
    }

    @Test("says again what was said, word for word, and does not prepare the instance once more")
    func sameWord() {
        var machine = machine(hooks: [.preEnable])
        #expect(machine.handle(.started, now: 100) == [])
        #expect(machine.phase == .resuming)
        #expect(machine.handle(.probed(isHealthy: true), now: 100) == [.publishMember, .claim(Self.ready)])
        #expect(machine.phase == .healthy)
    }

    @Test("registers anew, later, what is registered otherwise now")
    func otherWord() {
        var machine = machine(isRegistered: false)
        let claim = Claim(status: .outOfService, lastDirtyTimestamp: 100)
        #expect(machine.handle(.probed(isHealthy: true), now: 100) == [.publishMember, .claim(claim)])
    }

    @Test("takes the instance out only when it is found to be unwell as often as ever")
    func unwell() {
        var machine = machine()
        #expect(machine.handle(.probed(isHealthy: false), now: 100) == [])
        let down = Claim(status: .down, lastDirtyTimestamp: 101)
        #expect(machine.handle(.probed(isHealthy: false), now: 101) == [.publishMember, .claim(down)])
    }

    @Test("that was DOWN comes back as after any trouble, with a later word also by a clock that was set back")
    func wasDown() {
        var machine = machine(Claim(status: .down, lastDirtyTimestamp: 500))
        let back = Claim(status: .outOfService, lastDirtyTimestamp: 501)
        #expect(machine.handle(.probed(isHealthy: true), now: 100) == [.publishMember, .claim(back)])
    }

    @Test("with a process of its own says at once that it is down: that one ended with the other agent")
    func ownProcess() {
        var machine = machine(hasChild: true)
        let actions = machine.handle(.started, now: 100)
        let reason = "its process is being started again"
        #expect(
            actions == [
                .publishMember, .claim(Claim(status: .down, lastDirtyTimestamp: 100, reason: reason)),
            ])
        let back = Claim(status: .outOfService, lastDirtyTimestamp: 200)
        #expect(machine.handle(.probed(isHealthy: true), now: 200) == [.claim(back)])
    }

    @Test("asked to end before it has looked, takes the instance out all the same")
    func endsAtOnce() {
        var machine = machine()
        let down = Claim(status: .down, lastDirtyTimestamp: 100)
        #expect(machine.handle(.terminationRequested, now: 100) == [.claim(down), .startDrain])
    }

    @Test("hands over in turn: nothing is said or taken back")
    func handsOver() {
        var machine = machine()
        _ = machine.handle(.probed(isHealthy: true), now: 100)
        #expect(machine.handle(.handoverRequested, now: 100) == [.keepSession, .finish(exitCode: 0)])
        #expect(machine.handle(.registriesLeft, now: 100) == [])
        #expect(machine.phase == .left(exitCode: 0))
    }

    @Test("does not hand over once it takes the instance out, nor with a process of its own")
    func handsNotOver() {
        var leaving = machine()
        _ = leaving.handle(.terminationRequested, now: 100)
        #expect(leaving.handle(.handoverRequested, now: 100) == [])
        #expect(leaving.phase == .draining)
        var owning = machine(hasChild: true)
        #expect(owning.handle(.handoverRequested, now: 100) == [])
    }
}
