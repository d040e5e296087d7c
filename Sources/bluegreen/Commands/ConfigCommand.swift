import ArgumentParser

/// `bluegreen config`
struct ConfigCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config", abstract: "Looks at the configuration.", subcommands: [Check.self])

    /// `bluegreen config check [FILE]`
    struct Check: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "check",
            abstract: "Checks the configuration and shows each value with where it comes from. Connects to nothing.")

        @Argument(help: "The file to check; the one in effect when not given.", completion: .file()) var file: String?
        @OptionGroup var common: CommonOptions
        @Option(name: [.short, .long], help: "How the result is printed: table or json.")
        var output: OutputFormat = .table

        func run() async throws {
            var common = common
            common.config = file ?? common.config
            let settings = try common.settings()
            try settings.checkAll()
            let rows = try ConfigurationRow.rows(of: settings)
            Terminal.tell(
                output == .json
                    ? try JSONText.of("Configuration", ["values": rows])
                    : ConfigurationRow.table(rows, for: .standardOutput))
        }
    }
}
