import ArgumentParser

/// Who asks, and why.
struct SayingOptions: ParsableArguments {
    @Option(name: [.customShort("m"), .customLong("message")], help: "Why; shown in status and history.")
    var message: String?
    @Option(name: .long, help: "Who asks; the system user when not given.") var by: String?

    var saying: Saying { Saying(by: by, comment: message) }
}
