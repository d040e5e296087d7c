import Testing

@testable import ZooKeeper

@Suite struct SessionMachineTests {
    private let one = SessionID(rawValue: 1)
    private let two = SessionID(rawValue: 2)

    @Test func connectsSuspendsAndComesBack() {
        var machine = SessionMachine()
        #expect(machine.handle(.opening) == [])
        #expect(
            machine.handle(.event(.connected(one, timeout: .seconds(4))))
                == [.publish(.connected(one)), .admitWaiting, .wakeObservers])
        #expect(machine.handle(.event(.disconnected)) == [.publish(.suspended(one))])
        #expect(machine.handle(.event(.disconnected)) == [])
        #expect(machine.handle(.event(.connected(one, timeout: .seconds(4)))).contains(.wakeObservers))
    }

    @Test func losesTheSessionAndOpensAnother() {
        var machine = SessionMachine()
        _ = machine.handle(.event(.connected(one, timeout: .seconds(4))))
        #expect(machine.handle(.event(.expired)) == [.publish(.lost(one)), .wakeObservers])
        #expect(machine.handle(.opening) == [.publish(.connecting)])
        #expect(machine.handle(.event(.connected(two, timeout: .seconds(4)))).first == .publish(.connected(two)))
    }

    @Test func staysConnectingUntilThereIsASession() {
        var machine = SessionMachine()
        #expect(machine.handle(.event(.disconnected)) == [])
        #expect(machine.handle(.openFailed) == [])
        #expect(machine.failedAttempts == 1)
        #expect(machine.state == .connecting)
    }

    @Test func refusedCredentialIsFinal() {
        var machine = SessionMachine()
        #expect(machine.handle(.event(.authFailed)) == [.publish(.authFailed), .refuseWaiting, .wakeObservers])
        #expect(machine.handle(.stopped) == [.refuseWaiting, .wakeObservers])
        #expect(machine.state == .authFailed)
        #expect(machine.handle(.opening) == [])
    }

    @Test func delaysGrowToALimit() {
        let policy = ReconnectPolicy()
        #expect(policy.delay(beforeAttempt: 0, jitter: 0) == .milliseconds(100))
        #expect(policy.delay(beforeAttempt: 3, jitter: 0) == .milliseconds(800))
        #expect(policy.delay(beforeAttempt: 1000, jitter: 0) == .seconds(5))
        #expect(policy.delay(beforeAttempt: 1000, jitter: 0.999) > .milliseconds(2500))
    }
}
