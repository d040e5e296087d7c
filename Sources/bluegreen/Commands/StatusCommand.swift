import ArgumentParser

/// `bluegreen status`
struct StatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Shows what serves, what is under way and why, and every instance.",
        discussion: """
            Reads ZooKeeper and the registries, so it works while every controller is down. With --watch it is redrawn on \
            a terminal; elsewhere one line tells each event, with -o json one object. A watch that began during a rollout \
            ends with it, and with the exit code of `switch --wait`: 0 completed, 2 safely back, 3 stuck, 5 refused.
            """)

    @Flag(name: .long, help: "Goes on showing it.") var watch = false
    @Option(
        name: .long,
        help: "Ends the watch when this or the end of the rollout is reached: paused, enabled or completed.")
    var until: WatchGoal.Until?
    @Flag(name: .long, help: "Draws with ASCII alone.") var ascii = false
    @OptionGroup var options: VerbOptions

    func validate() throws {
        if until != nil, !watch { throw ValidationError("--until is only of use with --watch") }
    }

    func run() async throws {
        let (format, isASCII, until) = (options.output, ascii, until)
        guard watch else {
            let text = try await options.withStatus(try options.settings()) { report in
                format == .json ? try JSONText.of("Status", report) : report.rendered(for: .standardOutput)
            }
            Terminal.tell(isASCII && format == .table ? ScreenText.ascii(text) : text)
            return
        }
        let form: WatchOutput.Form = format == .json ? .json : Terminal.isInteractive ? .screen : .lines
        let output = WatchOutput(form: form, isASCII: isASCII, terminal: .standardOutput)
        let status = try await options.withStatusReader(try options.settings()) { reader in
            try await StatusWatching(reader: reader, until: until, output: output).run()
        }
        if status != .reached { throw status }
    }
}
