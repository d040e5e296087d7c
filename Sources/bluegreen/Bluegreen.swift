import ArgumentParser
import Foundation

/// The command tree: four roles that run, and the verbs that operators and CI type.
@main
struct Bluegreen: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bluegreen",
        abstract: "Moves live traffic between a blue and a green fleet, one instance at a time, and back.",
        discussion: """
            Options beat environment variables, which beat the configuration file (\(ConfigurationFile.defaultPath), or \
            --config FILE), which beats the defaults. Durations are written 500ms, 30s, 10m, 1h.

            Exit codes: 0 reached and verified, 2 safely back on the old color, 3 stuck, 4 holding, 5 refused, \
            6 wait timed out, 7 superseded, 64 usage, 69 unavailable, 77 not permitted.
            """,
        version: Version.current,
        groupedSubcommands: [
            CommandGroup(
                name: "Roles",
                subcommands: [
                    ControllerCommand.self, RegistryCommand.self, AgentCommand.self, GatewayCommand.self,
                ]),
            CommandGroup(
                name: "Operator verbs",
                subcommands: [
                    StatusCommand.self, PrecheckCommand.self, SwitchCommand.self, RollbackCommand.self,
                    WaitCommand.self, PauseCommand.self, ResumeCommand.self, PromoteCommand.self, AbortCommand.self,
                    RetryCommand.self, FreezeCommand.self, UnfreezeCommand.self, PolicyCommand.self,
                    HistoryCommand.self, InstancesCommand.self, ReleaseBrakeCommand.self, CredentialCommand.self,
                    ConfigCommand.self, SimulateCommand.self,
                ]),
        ])

    static func main() async {
        Foundation.exit(await Launch.run(Array(CommandLine.arguments.dropFirst())))
    }
}
