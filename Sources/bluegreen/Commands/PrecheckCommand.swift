import ArgumentParser
import Coordination
import RolloutCore

/// `bluegreen precheck COLOR`
struct PrecheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "precheck",
        abstract: "Tells everything that speaks against a color now. Changes nothing.",
        discussion: """
            Looks at ZooKeeper, the registries and every instance itself, as the leader does before a rollout. Exit code \
            0: it could be switched to, 5: it would be refused.
            """)

    @Argument(help: "blue or green", completion: .list(Color.allCases.map(\.rawValue))) var color: String
    @OptionGroup var options: VerbOptions

    func validate() throws { _ = try ColorArgument.value(color) }

    func run() async throws {
        let color = try ColorArgument.value(color)
        let format = options.output
        let isFine = try await options.withSurvey(try options.settings()) { surveying in
            let seen = try await surveying.look()
            let precheck = Planner(policy: seen.policy).precheck(color, seen.observation)
            let report = PrecheckReport(
                app: surveying.layout.app.rawValue, color: color,
                isServing: seen.observation.record.map { $0.rollout == nil && $0.serving == color } ?? false,
                precheck, policy: seen.policyOrigin)
            Terminal.tell(
                format == .json
                    ? try JSONText.of("Precheck", report) : report.rendered(for: .standardOutput))
            return report.wouldStart
        }
        if !isFine { throw ExitStatus.refused }
    }
}
