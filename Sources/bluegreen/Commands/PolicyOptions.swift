import ArgumentParser

/// How patient and how careful a rollout is.
struct PolicyOptions: ParsableArguments {
    @Option(name: .long, help: ArgumentHelp(.checkDeadline)) var checkDeadline: String?
    @Option(name: .long, help: ArgumentHelp(.stepDeadline)) var stepDeadline: String?
    @Option(name: .long, help: ArgumentHelp(.rolloutDeadline)) var rolloutDeadline: String?
    @Option(name: .long, help: ArgumentHelp(.readerCache)) var readerCache: String?
    @Option(name: .long, help: ArgumentHelp(.blindPropagation)) var blindPropagation: String?
    @Option(name: .long, help: ArgumentHelp(.rolloutDrain)) var drain: String?

    var given: [ConfigurationKey: String?] {
        [
            .checkDeadline: checkDeadline, .stepDeadline: stepDeadline, .rolloutDeadline: rolloutDeadline,
            .readerCache: readerCache, .blindPropagation: blindPropagation, .rolloutDrain: drain,
        ]
    }
}
