import Eureka
import Testing

@testable import Agent

@Suite("What one registry is told next")
struct RegistrationMachineTests {
    private static let ready = Claim(status: .outOfService, lastDirtyTimestamp: 1)
    private static let down = Claim(status: .down, lastDirtyTimestamp: 2)

    private var machine = RegistrationMachine(renewInterval: .seconds(10))

    @Test("Nothing, as long as there is nothing to say")
    func silence() {
        #expect(machine.step(now: .seconds(100)) == .wait)
    }

    @Test("Registered once, then a heartbeat an interval")
    func heartbeats() {
        var machine = machine
        machine.wish(.claim(Self.ready), now: .zero)
        #expect(machine.step(now: .zero) == .register(Self.ready))
        machine.handle(.done, of: .register(Self.ready), now: .seconds(1))
        #expect(machine.step(now: .seconds(10)) == .wait)
        #expect(machine.step(now: .seconds(11)) == .heartbeat(Self.ready))
        machine.handle(.done, of: .heartbeat(Self.ready), now: .seconds(11))
        #expect(machine.step(now: .seconds(12)) == .wait)
        machine.wish(.claim(Self.ready), now: .seconds(13))
        #expect(machine.step(now: .seconds(13)) == .wait)
    }

    @Test("Unknown to the registry, it registers again at once")
    func forgotten() {
        var machine = machine
        machine.wish(.claim(Self.ready), now: .zero)
        machine.handle(.done, of: .register(Self.ready), now: .zero)
        machine.handle(.unknownInstance, of: .heartbeat(Self.ready), now: .seconds(10))
        #expect(machine.step(now: .seconds(10)) == .register(Self.ready))
    }

    @Test("Another claim is registered at once, also when it came up during a call")
    func changes() {
        var machine = machine
        machine.wish(.claim(Self.ready), now: .zero)
        machine.wish(.claim(Self.down), now: .seconds(1))
        machine.handle(.done, of: .register(Self.ready), now: .seconds(2))
        #expect(machine.step(now: .seconds(2)) == .register(Self.down))
    }

    @Test("A registry that is away is asked ever less often, at least once an interval")
    func away() {
        var machine = machine
        machine.wish(.claim(Self.ready), now: .zero)
        var now: Duration = .zero
        var pauses: [Duration] = []
        for _ in 1...7 {
            machine.handle(.failed, of: .register(Self.ready), now: now)
            var pause: Duration = .zero
            while machine.step(now: now + pause) == .wait { pause += .milliseconds(500) }
            pauses.append(pause)
            now += pause
        }
        #expect(pauses == [0.5, 1, 2, 4, 8, 10, 10].map { .seconds($0) })
        #expect(machine.isFailing)
        machine.handle(.done, of: .register(Self.ready), now: now)
        #expect(!machine.isFailing)
    }

    @Test("At the end it is taken out, also when it is not sure to be in, and nothing else is said")
    func leaving() {
        var machine = machine
        machine.wish(.claim(Self.ready), now: .zero)
        machine.handle(.failed, of: .register(Self.ready), now: .zero)
        machine.wish(.absence, now: .zero)
        #expect(machine.step(now: .zero) == .cancel)
        machine.handle(.failed, of: .cancel, now: .zero)
        #expect(machine.step(now: .zero) == .wait)
        #expect(machine.step(now: .milliseconds(500)) == .cancel)
        machine.wish(.claim(Self.down), now: .milliseconds(600))
        #expect(machine.step(now: .milliseconds(600)) == .cancel)
        machine.handle(.done, of: .cancel, now: .seconds(1))
        #expect(machine.step(now: .seconds(1)) == .finished)
    }

    @Test("What was never registered needs no taking out")
    func neverRegistered() {
        var machine = machine
        machine.wish(.absence, now: .zero)
        #expect(machine.step(now: .zero) == .finished)
    }
}
