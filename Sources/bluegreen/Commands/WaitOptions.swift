import ArgumentParser

/// Options of the verbs that ask for a color.
struct WaitOptions: ParsableArguments {
    @OptionGroup var words: SayingOptions
    @Flag(name: .long, help: "Waits for the end, and tells it by the exit code.") var wait = false
    @Option(name: .long, help: "How long to wait (default 10m).") var timeout: String?

    func timeoutDuration() throws -> Duration {
        try DurationOption.value("--timeout", timeout, default: .seconds(600))
    }

    func validate() throws {
        if timeout != nil, !wait { throw ValidationError("--timeout is only of use with --wait") }
    }
}
