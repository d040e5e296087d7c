import ArgumentParser
import Logging

/// Options of every command. Declared without defaults, so that the configuration can win below them.
struct CommonOptions: ParsableArguments {
    @Option(name: .long, help: ArgumentHelp(.app), completion: nil) var app: String?
    @Option(name: .long, help: ArgumentHelp(.zookeeper)) var zookeeper: String?
    @Option(name: .long, help: "The configuration file (\(Settings.fileVariable)).", completion: .file())
    var config: String?
    @Option(name: .long, help: ArgumentHelp(.logFormat)) var logFormat: String?
    @Option(name: .long, help: ArgumentHelp(.logLevel)) var logLevel: String?

    /// What to type next, with these options.
    var advice: Advice { Advice(app: app, zookeeper: zookeeper, config: config) }

    /// The configuration in effect, with these options and those of the command.
    func settings(_ own: [ConfigurationKey: String?] = [:]) throws -> Settings {
        var given: [ConfigurationKey: String?] = [
            .app: app, .zookeeper: zookeeper, .logFormat: logFormat, .logLevel: logLevel,
        ]
        given.merge(own) { _, new in new }
        return try Settings(options: given.compactMapValues { $0 }, file: config)
    }
}

extension ArgumentHelp {
    /// The key's own line, with its variable and its default.
    init(_ key: ConfigurationKey) {
        let defaultText = key.defaultText.map { ", default \($0)" } ?? ""
        self.init("\(key.summary) (\(key.variable)\(defaultText))")
    }
}
