import Eureka
import RolloutCore
import Testing

@testable import Gateway

@Suite("What a gateway for nginx acknowledges, and when")
struct DecidingMachineTests {
    private var machine = DecidingMachine()
    private var revision: Int64 = 0

    private mutating func list(
        _ apps: [(String, [(String, EurekaStatus)])], registry: Int = 0, at seconds: Double
    ) {
        revision += 1
        let listed = apps.map { name, servers in
            ListedApp(name: name, servers: servers.map { Site.server($0.0, $0.1) })
        }
        machine.take(Listing(registry: registry, revision: revision, apps: listed), now: .seconds(seconds))
    }

    private func held(at seconds: Double) -> [String: Int64] {
        let held = machine.acknowledgement(now: .seconds(seconds))?.held ?? []
        return Dictionary(uniqueKeysWithValues: held.map { ($0.app, $0.revision) })
    }

    @Test(
        "An app whose answer changed is held until no copy of the former one is used; others are not, nor one that stays"
    )
    mutating func holding() {
        #expect(machine.acknowledgement(now: .zero) == nil)
        let blue = [("blue-1", EurekaStatus.up), ("green-1", .outOfService)]
        list([("a", blue), ("b", blue)], at: 0)
        #expect(held(at: 2.4) == ["a": -1, "b": -1])
        #expect(held(at: 2.5) == [:])
        list([("a", [("blue-1", .up), ("green-1", .up)]), ("b", blue)], at: 10)
        #expect(machine.answer(for: "A") == .green)
        #expect(held(at: 10) == ["a": 1])
        #expect(machine.nextChange(now: .seconds(10)) == .milliseconds(12_500))
        // What else happens meanwhile does not make it longer.
        list([("a", [("blue-1", .outOfService), ("green-1", .up)]), ("b", blue)], at: 12)
        #expect(held(at: 12.4) == ["a": 1])
        #expect(machine.acknowledgement(now: .milliseconds(12_500)) == Acknowledgement(revision: 3))
        list([("a", blue), ("b", blue)], at: 20)
        #expect(held(at: 20) == ["a": 3])
        // And back again, before anybody could be sure of it.
        list([("a", [("green-1", .up)]), ("b", blue)], at: 21)
        #expect(held(at: 22.6) == ["a": 3])
        #expect(held(at: 23.5) == [:])
    }

    @Test("Revisions of another registry say nothing to the former one's")
    mutating func anotherRegistry() {
        list([("a", [("blue-1", .up)])], at: 0)
        list([("a", [("blue-1", .up)])], registry: 1, at: 10)
        #expect(held(at: 10) == [:])
        list([("a", [("green-1", .up)])], registry: 0, at: 20)
        #expect(held(at: 20) == ["a": -1])
    }

    @Test("A listing without the app, or without any, changes no answer; an app of which nothing was ever UP has none")
    mutating func failStatic() {
        #expect(!machine.isInformed)
        list([("a", [("blue-1", .up)]), ("b", [("blue-1", .outOfService)])], at: 0)
        list([], at: 10)
        #expect(machine.isInformed)
        #expect(machine.answer(for: "a") == .blue)
        #expect(machine.answer(for: "b") == nil && machine.answer(for: "c") == nil)
        #expect(machine.answers.map(\.app) == ["a"])
        #expect(held(at: 10) == [:])
    }

    @Test("Only the apps of the configuration, and not without end")
    mutating func limits() {
        machine = DecidingMachine(settings: .init(apps: ["a"]))
        list([("a", [("blue-1", .up)]), ("b", [("blue-1", .up)])], at: 0)
        #expect(machine.answers.map(\.app) == ["a"])
        machine = DecidingMachine()
        list((0..<1100).map { ("app-\($0)", [("blue-1", .up)]) }, at: 0)
        #expect(machine.answers.count == DecidingMachine.maximumApps)
    }

    @Test("A server that tells no revisions is told none")
    mutating func genuine() {
        machine.take(
            Listing(registry: 0, revision: nil, apps: [ListedApp(name: "a", servers: [Site.server("green-1", .up)])]),
            now: .zero)
        #expect(machine.acknowledgement(now: .seconds(10)) == nil)
        #expect(machine.answer(for: "a") == .green)
    }
}
