import Configuration
import Foundation
import RolloutCore

/// The configuration in effect: options beat environment variables, which beat the file, which beats the defaults.
struct Settings: Sendable {
    private let reader: ConfigReader
    private let readerBelowOptions: ConfigReader
    private let options: [ConfigurationKey: String]
    private let environment: [String: String]
    private let file: ConfigurationFile?
    private let ownPolicy: ConfigurationFile?

    /// - Parameters:
    ///   - options: what the command line says.
    ///   - environment: variables of the process; empty ones count as not set.
    ///   - ownPolicy: an app's own policy, which beats all else.
    init(
        options: [ConfigurationKey: String], environment: [String: String], file: ConfigurationFile?,
        ownPolicy: ConfigurationFile? = nil
    ) {
        let variables = environment.filter { !$0.value.isEmpty }
        let secrets = ConfigurationKey.all.filter(\.isSecret).map(\.variable)
        let mapped = EnvironmentVariablesProvider(
            environmentVariables: variables, secretsSpecifier: .specific(Set(secrets))
        ).mapKeys(Self.variableKey)
        var providers: [any ConfigProvider] = [mapped]
        if let file {
            providers.append(Self.provider(of: file))
        }
        readerBelowOptions = ConfigReader(providers: providers)
        providers.insert(Self.provider("options", options.map { ($0.key, $0.value) }), at: 0)
        if let ownPolicy { providers.insert(Self.provider(of: ownPolicy), at: 0) }
        reader = ConfigReader(providers: providers)
        self.options = options
        self.environment = variables
        self.file = file
        self.ownPolicy = ownPolicy
    }

    /// The same for an app with a policy of its own.
    ///
    /// - Parameters:
    ///   - yaml: the keys below `rollout:`.
    ///   - place: where it stands, as it is named when something is wrong with it.
    func with(policy yaml: String, at place: String) throws -> Settings {
        let policy = try ConfigurationFile(path: place, yaml: yaml, below: "rollout.")
        return Settings(options: options, environment: environment, file: file, ownPolicy: policy)
    }

    /// Reads the file that the option or the environment names, else the one at the default path if there is one.
    init(options: [ConfigurationKey: String], file path: String?) throws {
        let environment = ProcessInfo.processInfo.environment
        let named = path ?? environment[Self.fileVariable].flatMap { $0.isEmpty ? nil : $0 }
        let present =
            FileManager.default.fileExists(atPath: ConfigurationFile.defaultPath) ? ConfigurationFile.defaultPath : nil
        let file = try (named ?? present).map { try ConfigurationFile(path: $0) }
        self.init(options: options, environment: environment, file: file)
    }

    /// Names the configuration file when no option does.
    static let fileVariable = "BLUEGREEN_CONFIG"

    /// The text in effect; nil when there is none and no default.
    ///
    /// - Throws: `Failure` that says where a wrong value is.
    func text(_ key: ConfigurationKey) throws(Failure) -> String? {
        let found = reader.string(forKey: ConfigKey(key.components), isSecret: key.isSecret)
        guard let text = found ?? key.defaultText else { return nil }
        if let fault = key.kind.fault(in: text) {
            let shown = key.isSecret ? "the value" : "\"\(text)\""
            throw Failure(.usage, "\(label(of: key)): \(shown) \(fault)")
        }
        return text
    }

    /// The text that would be in effect if the command line said nothing.
    func textBelowOptions(_ key: ConfigurationKey) -> String? {
        readerBelowOptions.string(forKey: ConfigKey(key.components), isSecret: key.isSecret) ?? key.defaultText
    }

    /// Where the value in effect comes from.
    func origin(of key: ConfigurationKey) -> Origin {
        if let ownPolicy, let entry = ownPolicy.entries[key.name] {
            return .file(path: ownPolicy.path, line: entry.line)
        }
        if options[key] != nil, let option = key.option { return .option(option) }
        if environment[key.variable] != nil { return .variable(key.variable) }
        if let file, let entry = file.entries[key.name] { return .file(path: file.path, line: entry.line) }
        return .builtIn
    }

    /// The key with its place, to begin a sentence with.
    func label(of key: ConfigurationKey) -> String {
        switch origin(of: key) {
        case .file(let path, let line): "\(path):\(line): \(key.name)"
        case .builtIn: key.name
        case .option, .variable: "\(origin(of: key))"
        }
    }

    private static func provider(of file: ConfigurationFile) -> InMemoryProvider {
        provider(
            file.path, ConfigurationKey.all.compactMap { key in file.entries[key.name].map { (key, $0.text) } })
    }

    private static func provider(_ name: String, _ values: [(ConfigurationKey, String)]) -> InMemoryProvider {
        let pairs = values.map { key, text in
            (AbsoluteConfigKey(key.components), ConfigValue(.string(text), isSecret: key.isSecret))
        }
        return InMemoryProvider(name: name, values: Dictionary(pairs) { first, _ in first })
    }

    /// `zookeeper.servers` is read from `BLUEGREEN_ZOOKEEPER`: the names of variables are the table's.
    @Sendable
    private static func variableKey(_ key: AbsoluteConfigKey) -> AbsoluteConfigKey {
        let name = key.components.joined(separator: ".")
        guard let known = ConfigurationKey.all.first(where: { $0.name == name }) else { return key }
        return AbsoluteConfigKey(known.variable.lowercased().split(separator: "_").map(String.init))
    }
}
