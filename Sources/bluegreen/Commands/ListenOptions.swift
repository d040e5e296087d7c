import ArgumentParser

/// Options of every role that listens.
struct ListenOptions: ParsableArguments {
    @Flag(name: .long, help: ArgumentHelp(.listenOpen)) var withoutCredentials = false

    var given: [ConfigurationKey: String?] { [.listenOpen: withoutCredentials ? "true" : nil] }
}
