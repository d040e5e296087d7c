import ArgumentParser
import Coordination
import RolloutCore

/// `bluegreen policy`
struct PolicyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "policy",
        abstract: "Looks at and changes the app's own rollout policy, which beats the controllers' configuration.",
        discussion: "A rollout under way keeps to the policy that it began with.",
        subcommands: [Show.self, Set.self, Unset.self], defaultSubcommand: Show.self)

    /// `bluegreen policy show`
    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "show", abstract: "Prints the app's own policy as it was set.")

        @OptionGroup var options: VerbOptions

        func run() async throws {
            let (settings, format) = (try options.settings(), options.output)
            try await options.withSession(settings) { session, layout in
                let stored = try await StoredPolicy.read(layout, session)
                let report = PolicyReport(app: layout.app.rawValue, stored, settings: settings)
                guard format == .table else {
                    Terminal.tell(try JSONText.of("Policy", report))
                    return
                }
                if let text = report.text {
                    Terminal.tell(text)
                } else {
                    Terminal.talk("\(layout.app) has no policy of its own: the controllers' configuration counts")
                }
                if let fault = report.fault { throw Failure(.usage, "no rollout begins with it: \(fault)") }
            }
        }
    }

    /// `bluegreen policy set FILE`
    struct Set: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "set", abstract: "Gives the app a policy of its own.",
            discussion: """
                The file has the keys of the configuration's `rollout:` section, at its top level. It is checked before \
                it is written; what it leaves out is as the controllers' configuration says. The next rollout keeps to it.
                """)

        @Argument(help: "The file; - reads standard input.", completion: .file()) var file: String
        @OptionGroup var options: VerbOptions

        func run() async throws {
            let (settings, format) = (try options.settings(), options.output)
            let text = try PolicyInput.read(file)
            _ = try settings.with(policy: text, at: file == "-" ? "standard input" : file).policy()
            try await options.withSession(settings) { session, layout in
                let before = try await StoredPolicy.read(layout, session)
                try await StoredPolicy.write(text, layout, session)
                let report = PolicyReport(
                    app: layout.app.rawValue, try await StoredPolicy.read(layout, session), settings: settings)
                let what = before == nil ? "has a policy of its own now" : "has a new policy of its own"
                Terminal.tell(
                    format == .json
                        ? try JSONText.of("Policy", report) : "\(layout.app) \(what): the next rollout keeps to it")
            }
        }
    }

    /// `bluegreen policy unset`
    struct Unset: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "unset", abstract: "Takes the app's own policy away: the controllers' configuration counts.")

        @OptionGroup var options: VerbOptions

        func run() async throws {
            let (settings, format) = (try options.settings(), options.output)
            try await options.withSession(settings) { session, layout in
                let wasSet = try await StoredPolicy.remove(layout, session)
                let report = PolicyReport(app: layout.app.rawValue, nil, settings: settings)
                let sentence =
                    wasSet
                    ? "\(layout.app) has no policy of its own any more: the controllers' configuration counts"
                    : "\(layout.app) has no policy of its own: nothing to take away"
                Terminal.tell(format == .json ? try JSONText.of("Policy", report) : sentence)
            }
        }
    }
}
