import Controller
import RolloutCore
import Testing

@testable import bluegreen

@Suite("The checks of a policy as they are written")
struct AnalysisTextTests {
    private static let yaml = """
        rollout:
          bake: 1m
          analysis:
            - name: errors
              gateway: errors
              allow: "< 1%"
              failFast: 10%
              interval: 5s
              minRequests: 100
              consecutive: 3
            - name: p99
              prometheus: 'histogram_quantile(0.99, sum by (le) (rate(t{color="{{color}}", p="it''s \\d"}[1m])))'
              allow: <= 250ms
              timeout: 2m
              onInconclusive: pause
        """

    private func settings(_ yaml: String) throws -> Settings {
        Settings(options: [:], environment: [:], file: try ConfigurationFile(path: "f.yaml", yaml: yaml))
    }

    @Test("Each key means what it says, and what is left out is as it is by default")
    func checks() throws {
        let checks = try settings(Self.yaml).policy().rollout.analysis
        #expect(
            checks == [
                AnalysisCheck(
                    name: "errors", source: .gateway(.errors), allowed: Threshold("< 1%")!, failFast: Quantity("10%"),
                    interval: .seconds(5), minRequests: 100, consecutive: 3),
                AnalysisCheck(
                    name: "p99",
                    source: .prometheus(
                        #"histogram_quantile(0.99, sum by (le) (rate(t{color="{{color}}", p="it's \d"}[1m])))"#),
                    allowed: Threshold("<= 250ms")!, timeout: .seconds(120), onInconclusive: .pause),
            ])
    }

    @Test("They are passed on in one line, in a variable, and in the policy that a leader tells")
    func oneLine() throws {
        let settings = try settings(Self.yaml)
        let text = try #require(try settings.text(.analysis))
        #expect(!text.contains("\n"))
        let other = Settings(
            options: [.bake: "1m"], environment: ["BLUEGREEN_ROLLOUT_ANALYSIS": text], file: nil)
        #expect(try other.policy().rollout.analysis == settings.policy().rollout.analysis)
        let told = try Settings(options: [:], environment: [:], file: nil).with(leaderPolicy: settings.policyText())
        #expect(try told.policy() == settings.policy())
        let own = try Settings(options: [:], environment: [:], file: nil).with(
            policy: "bake: 1m\nanalysis: [{name: e, gateway: retries, allow: < 5%}]\n", at: "policy")
        #expect(try own.policy().rollout.analysis.map(\.source) == [.gateway(.retries)])
    }

    @Test(
        "What is wrong is told with its line",
        arguments: [
            ("- name: e\n      gateway: errors\n", "f.yaml:4: rollout.analysis has a check without allow"),
            ("- {name: e, gateway: errors, allow: 1%}\n", "whose allow \"1%\" is nothing to compare with"),
            (
                "- name: e\n      gateway: eror\n      allow: < 1%\n",
                "f.yaml:5: rollout.analysis has a check whose gateway \"eror\" is none of errors"
            ),
            (
                "- name: e\n      allow: < 1%\n      intervall: 5s\n",
                "f.yaml:6: rollout.analysis has a check with the unknown key \"intervall\"; did you mean \"interval\"?"
            ),
            ("- {name: e, allow: < 1%}\n", "either gateway or prometheus"),
            ("- {name: e, gateway: errors, prometheus: x, allow: < 1%}\n", "either gateway or prometheus"),
            (
                "- {name: e, gateway: errors, allow: < 1s}\n",
                "f.yaml:4: rollout.analysis has a contradiction in e: errors is a part"
            ),
            (
                "- {name: e, gateway: errors, allow: < 1%, consecutive: 0}\n",
                "whose consecutive \"0\" is no whole number from 1"
            ),
            ("- {name: e, gateway: errors, allow: < 1%, onInconclusive: pass}\n", "none of hold, pause, roll-back"),
            ("- just words\n", "f.yaml:4: rollout.analysis has a check that is no set of keys"),
            ("- {name: [e], gateway: errors, allow: < 1%}\n", "whose name is not one value"),
        ])
    func faults(_ items: String, _ part: String) {
        let yaml = "rollout:\n  bake: 1m\n  analysis:\n    \(items)"
        #expect { try settings(yaml).checkAll() } throws: { "\($0)".contains(part) }
    }

    @Test("Without a bake or a soak it is a contradiction, with the line of the list")
    func nothingToLookAt() {
        let yaml = "rollout:\n  analysis: [{name: e, gateway: errors, allow: < 1%}]\n"
        #expect { try settings(yaml).checkAll() } throws: {
            "\($0)".contains("f.yaml:2: rollout.analysis: nothing is looked at")
        }
    }

    @Test("The address of Prometheus is shown without its password")
    func address() throws {
        let settings = Settings(
            options: [:], environment: ["BLUEGREEN_CONTROLLER_PROMETHEUS": "http://maria:secret@p:9090"], file: nil)
        let row = try ConfigurationRow.rows(of: settings).first { $0.key == "controller.prometheus" }
        #expect(row?.value == "http://maria:***@p:9090")
        let two = Settings(
            options: [:], environment: ["BLUEGREEN_CONTROLLER_PROMETHEUS": "http://a,http://b"], file: nil)
        #expect(throws: Failure.self) { try two.checkAll() }
    }
}
