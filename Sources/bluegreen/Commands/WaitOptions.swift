import ArgumentParser

/// Options of the verbs that ask for a color.
struct WaitOptions: ParsableArguments {
    @Option(name: [.customShort("m"), .customLong("message")], help: "Why; shown in status and history.")
    var message: String?
    @Flag(name: .long, help: "Waits for the end, and tells it by the exit code.") var wait = false
    @Option(name: .long, help: "How long to wait (default 10m).") var timeout: String?

    func timeoutDuration() throws -> Duration {
        guard let timeout else { return .seconds(600) }
        guard let duration = DurationText.parse(timeout), duration > .zero else {
            throw Failure(.usage, "--timeout: \"\(timeout)\" is not a duration: write 30s, 10m or 1h")
        }
        return duration
    }

    func validate() throws {
        if timeout != nil, !wait { throw ValidationError("--timeout is only of use with --wait") }
    }
}
