import Controller
import RolloutCore
import Testing

@testable import bluegreen

@Suite("The rollout policy as it is written")
struct PolicyTextTests {
    private func settings(_ yaml: String) throws -> Settings {
        Settings(options: [:], environment: [:], file: try ConfigurationFile(path: "f.yaml", yaml: yaml))
    }

    @Test("Every part of it can be said in the file")
    func everything() throws {
        let policy = try settings(
            """
            rollout:
              batches: [1, 50%, 100%]
              bake: 5s
              soak: 1m
              minTarget: 75%
              minHealthy: 2
              maxInTransition: 3
              checkDeadline: 10s
              stepDeadline: 20s
              phaseDeadline: 5m
              deadline: 20m
              onDeadline: pause
              rollback:
                auto: false
              readerCache: 0s
              drain: 3s
              drift: report
              requireComment: true
              windows: ["Mon-Fri 09:00-17:00 Europe/Berlin", "Sat,Sun 10:00-12:00 UTC"]
              quorumMargin: false
            """
        ).policy()
        #expect(
            policy.rollout
                == RolloutPolicy(
                    strategy: .init(
                        batches: [.count(1), .percent(50), .percent(100)], bake: .seconds(5), soak: .seconds(60)),
                    minTarget: .percent(75), minHealthy: .count(2), maxInTransition: 3, checkDeadline: .seconds(10),
                    stepDeadline: .seconds(20), phaseDeadline: .seconds(300), rolloutDeadline: .seconds(1_200),
                    onDeadline: .pause, readerCache: .fixed(.zero), drain: .seconds(3), rollsBackByItself: false,
                    drift: .report, requiresComment: true))
        #expect(policy.windows.map(\.description) == ["Mon-Fri 09:00-17:00 Europe/Berlin", "Sat,Sun 10:00-12:00 UTC"])
        #expect(!policy.needsMargin)
    }

    @Test("A list may be one value, and a variable holds the same text")
    func lists() throws {
        #expect(
            try settings("rollout:\n  batches: 1, 100%\n").policy().rollout.strategy.batches == [
                .count(1), .percent(100),
            ])
        let variables = ["BLUEGREEN_ROLLOUT_WINDOWS": "Mon 09:00-10:00 UTC; Tue,Wed 09:00-10:00 UTC"]
        let settings = Settings(options: [.batches: "10%,100%"], environment: variables, file: nil)
        #expect(try settings.policy().windows.count == 2)
        #expect(try settings.policy().rollout.strategy.batches == [.percent(10), .percent(100)])
    }

    @Test(
        "What is wrong is told with its place",
        arguments: [
            ("rollout:\n  batches: [1, lots]\n", "f.yaml:2: rollout.batches: \"1, lots\" is not a list of amounts"),
            ("rollout:\n  batches: {a: 1}\n", "f.yaml:2: \"rollout.batches\" takes a list of values"),
            ("rollout:\n  drain: [1s]\n", "f.yaml:2: \"rollout.drain\" takes one value"),
            ("rollout:\n  minTarget: 101%\n", "f.yaml:2: rollout.minTarget: \"101%\" is not an amount"),
            ("rollout:\n  maxInTransition: 0\n", "is not a whole number from 1"),
            ("rollout:\n  windows: [Mon 9-17]\n", "f.yaml:2: rollout.windows: \"Mon 9-17\" cannot be kept:"),
            ("rollout:\n  onDeadline: paus\n", "did you mean \"pause\"?"),
            (
                "rollout:\n  rollback:\n    auto: maybe\n",
                "f.yaml:3: rollout.rollback.auto: \"maybe\" is neither true nor false"
            ),
            ("rollout:\n  drain: 1s\n  batches: [1, 50%]\n", "f.yaml:3: rollout.batches must end with 100%"),
            ("rollout:\n  soak: 2h\n", "rollout.deadline (30m) is shorter than the waits in it"),
        ])
    func faults(_ yaml: String, _ part: String) {
        #expect { try settings(yaml).checkAll() } throws: { "\($0)".contains(part) }
    }

    @Test("An app's own policy beats options, and everything it does not say is the controller's")
    func ownPolicy() throws {
        let settings = Settings(
            options: [.rolloutDrain: "7s", .bake: "3s"], environment: ["BLUEGREEN_ROLLOUT_SOAK": "1s"], file: nil)
        let own = try settings.with(policy: "batches: [1, 100%]\nbake: 1s\n", at: "policy").policy().rollout
        #expect(own.strategy == .init(batches: [.count(1), .percent(100)], bake: .seconds(1), soak: .seconds(1)))
        #expect(own.drain == .seconds(7))
        #expect(try settings.with(policy: "", at: "policy").policy() == settings.policy())
    }

    @Test(
        "A fault in an app's own policy is told with its line",
        arguments: [
            ("batches: [1, 100%]\nbake: soon\n", "policy:2: rollout.bake: \"soon\" is not a duration"),
            ("bakes: 1s\n", "policy:1: unknown key \"rollout.bakes\"; did you mean \"rollout.bake\"?"),
            ("rollout:\n  bake: 1s\n", "policy:1: unknown key \"rollout.rollout\""),
            ("batches: [", "policy:"), ("just words", "policy:1: expected keys"),
            ("zookeeper: x", "unknown key"),
            ("batches: [50%]\n", "policy:1: rollout.batches must end with 100%"),
        ])
    func ownFaults(_ yaml: String, _ part: String) {
        let settings = Settings(options: [:], environment: [:], file: nil)
        #expect { try settings.with(policy: yaml, at: "policy").policy() } throws: { "\($0)".contains(part) }
    }
}
