import Eureka
import Testing

@testable import Agent

@Suite("What an agent does with what it learns")
struct AgentMachineTests {
    typealias Fact = AgentMachine.Fact
    typealias Action = AgentMachine.Action

    struct Story: CustomTestStringConvertible {
        var testDescription: String
        var hasChild = true
        var drains = true
        var facts: [Fact]
        var actions: [Action]
        var phase: AgentMachine.Phase
    }

    private static let good = Fact.probed(isHealthy: true)
    private static let bad = Fact.probed(isHealthy: false)

    /// The claims are numbered by the machine: its clock stands at 100.
    private static func claim(_ status: EurekaStatus, _ number: Int64) -> Action {
        .claim(Claim(status: status, lastDirtyTimestamp: 100 + number))
    }

    private static let stories: [Story] = [
        Story(
            testDescription: "An instance that is not well is told to nobody", facts: [bad, good, bad], actions: [],
            phase: .starting),
        Story(
            testDescription: "Two good probes publish it, out of service",
            facts: [good, good],
            actions: [.publishMember, claim(.outOfService, 0)],
            phase: .healthy
        ),
        Story(
            testDescription: "Two bad probes in a row and one good between them change nothing",
            facts: [good, good, bad, bad, good, bad, bad],
            actions: [.publishMember, claim(.outOfService, 0)],
            phase: .healthy
        ),
        Story(
            testDescription: "Three bad probes make it DOWN, two good ones bring it back with a later claim",
            facts: [good, good, bad, bad, bad, bad, good, good],
            actions: [.publishMember, claim(.outOfService, 0), claim(.down, 1), claim(.outOfService, 2)],
            phase: .healthy
        ),
        Story(
            testDescription: "Ended gracefully: DOWN, drain, stop, leave",
            facts: [good, good, .terminationRequested, bad, .drainOver, .childExited(code: 143), .registriesLeft],
            actions: [
                .publishMember, claim(.outOfService, 0), claim(.down, 1), .startDrain, .stopChild, .leaveRegistries,
                .finish(exitCode: 0),
            ],
            phase: .left(exitCode: 0)
        ),
        Story(
            testDescription: "Without a drain the process is stopped at once",
            drains: false,
            facts: [good, good, .terminationRequested],
            actions: [.publishMember, claim(.outOfService, 0), claim(.down, 1), .stopChild],
            phase: .stopping
        ),
        Story(
            testDescription: "An accompanied instance is left running",
            hasChild: false,
            facts: [good, good, .terminationRequested, .drainOver, .registriesLeft],
            actions: [
                .publishMember, claim(.outOfService, 0), claim(.down, 1), .startDrain, .leaveRegistries,
                .finish(exitCode: 0),
            ],
            phase: .left(exitCode: 0)
        ),
        Story(
            testDescription: "Ended before it was ever well, it has nothing to drain",
            facts: [bad, .terminationRequested],
            actions: [.stopChild],
            phase: .stopping
        ),
        Story(
            testDescription: "A process that ends by itself gives the agent its exit code",
            facts: [good, good, .childExited(code: 7), good, .registriesLeft],
            actions: [.publishMember, claim(.outOfService, 0), .leaveRegistries, .finish(exitCode: 7)],
            phase: .left(exitCode: 7)
        ),
        Story(
            testDescription: "A process that ends by itself while it drains gives its exit code, too",
            facts: [good, good, .terminationRequested, .childExited(code: 1), .drainOver, .registriesLeft],
            actions: [
                .publishMember, claim(.outOfService, 0), claim(.down, 1), .startDrain, .leaveRegistries,
                .finish(exitCode: 1),
            ],
            phase: .left(exitCode: 1)
        ),
        Story(
            testDescription: "Being asked to end twice is being asked once",
            facts: [good, good, .terminationRequested, .terminationRequested, .drainOver, .terminationRequested],
            actions: [.publishMember, claim(.outOfService, 0), claim(.down, 1), .startDrain, .stopChild],
            phase: .stopping
        ),
    ]

    @Test("Facts in, actions out", arguments: stories)
    func story(_ story: Story) {
        var machine = AgentMachine(
            thresholds: .init(healthy: 2, unhealthy: 3),
            hasChild: story.hasChild,
            drains: story.drains
        )
        let actions = story.facts.flatMap { machine.handle($0, now: 100) }
        #expect(actions == story.actions)
        #expect(machine.phase == story.phase)
    }

    @Test("A clock that was set back does not make a claim older")
    func clockSetBack() {
        var machine = AgentMachine(thresholds: .init(healthy: 1, unhealthy: 1), hasChild: true, drains: true)
        _ = machine.handle(Self.good, now: 1_000)
        let actions = machine.handle(Self.bad, now: 10)
        #expect(actions == [.claim(Claim(status: .down, lastDirtyTimestamp: 1_001))])
    }
}
