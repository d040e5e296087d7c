import ArgumentParser

/// How patient and how careful a rollout is.
struct PolicyOptions: ParsableArguments {
    @Option(name: .long, help: ArgumentHelp(.batches)) var batches: String?
    @Option(name: .long, help: ArgumentHelp(.bake)) var bake: String?
    @Option(name: .long, help: ArgumentHelp(.soak)) var soak: String?
    @Option(name: .long, help: ArgumentHelp(.minTarget)) var minTarget: String?
    @Option(name: .long, help: ArgumentHelp(.minHealthy)) var minHealthy: String?
    @Option(name: .long, help: ArgumentHelp(.maxInTransition)) var maxInTransition: String?
    @Option(name: .long, help: ArgumentHelp(.checkDeadline)) var checkDeadline: String?
    @Option(name: .long, help: ArgumentHelp(.stepDeadline)) var stepDeadline: String?
    @Option(name: .long, help: ArgumentHelp(.phaseDeadline)) var phaseDeadline: String?
    @Option(name: .long, help: ArgumentHelp(.rolloutDeadline)) var rolloutDeadline: String?
    @Option(name: .long, help: ArgumentHelp(.onDeadline)) var onDeadline: String?
    @Option(name: .long, help: ArgumentHelp(.rollsBack)) var rollbackAuto: String?
    @Option(name: .long, help: ArgumentHelp(.readerCache)) var readerCache: String?
    @Option(name: .long, help: ArgumentHelp(.blindPropagation)) var blindPropagation: String?
    @Option(name: .long, help: ArgumentHelp(.rolloutDrain)) var drain: String?

    @Option(name: .long, help: ArgumentHelp(.drift)) var drift: String?
    @Flag(name: .long, help: ArgumentHelp(.requireComment)) var requireComment = false
    @Option(name: .long, help: ArgumentHelp(.windows)) var windows: String?
    @Option(name: .long, help: ArgumentHelp(.quorumMargin)) var quorumMargin: String?

    var given: [ConfigurationKey: String?] {
        [
            .batches: batches, .bake: bake, .soak: soak, .minTarget: minTarget, .minHealthy: minHealthy,
            .maxInTransition: maxInTransition, .phaseDeadline: phaseDeadline, .onDeadline: onDeadline,
            .rollsBack: rollbackAuto, .drift: drift, .requireComment: requireComment ? "true" : nil, .windows: windows,
            .quorumMargin: quorumMargin, .checkDeadline: checkDeadline, .stepDeadline: stepDeadline,
            .rolloutDeadline: rolloutDeadline,
            .readerCache: readerCache, .blindPropagation: blindPropagation, .rolloutDrain: drain,
        ]
    }
}
