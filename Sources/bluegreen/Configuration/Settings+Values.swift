import Coordination
import Logging
import RolloutCore
import Telemetry
import ZooKeeper

extension Settings {
    /// - Throws: `Failure` when there is none, with how to give one.
    func required(_ key: ConfigurationKey) throws(Failure) -> String {
        guard let text = try text(key) else {
            let option = key.option.map { "say \($0), or set" } ?? "set"
            throw Failure(.usage, "\(key.name) is missing: \(option) \(key.variable)")
        }
        return text
    }

    func duration(_ key: ConfigurationKey) throws(Failure) -> Duration {
        DurationText.parse(try required(key)) ?? .zero
    }

    func flag(_ key: ConfigurationKey) throws(Failure) -> Bool { try required(key) == "true" }

    /// Nil when nobody says any.
    func count(_ key: ConfigurationKey) throws(Failure) -> Int? { try text(key).flatMap { Int($0) } }

    func listenAddress(_ key: ConfigurationKey) throws(Failure) -> ListenAddress {
        let text = try required(key)
        guard let address = ListenAddress(text) else {
            throw Failure(.usage, "\(key.name): \"\(text)\" is not host:port")
        }
        return address
    }

    /// The app at the root, for a role that serves every app.
    func app() throws(Failure) -> AppName { AppName(rawValue: try required(.app)) }

    /// The paths of the app that is meant, for a verb or an agent: `--app` may name any, all else names the one at the root.
    func layout() throws(Failure) -> ZNodeLayout {
        ZNodeLayout(app: try app(), rootApp: AppName(rawValue: textBelowOptions(.app) ?? ""))
    }

    func registryAddresses() throws(Failure) -> [String] { try addresses(.registries) }

    /// None when nobody says any.
    func addresses(_ key: ConfigurationKey) throws(Failure) -> [String] {
        try (text(key) ?? "").split(separator: ",").map { String($0.drop { $0 == " " }) }
    }

    func logFormat() throws(Failure) -> LogFormat { LogFormat(rawValue: try required(.logFormat)) ?? .text }

    func logLevel() throws(Failure) -> Logger.Level { Logger.Level(rawValue: try required(.logLevel)) ?? .info }

    /// User and password that callers of this process must give; nil when nobody is asked.
    func listenCredential() throws(Failure) -> ListenCredential? {
        try text(.listenAuth).flatMap(ListenCredential.init)
    }

    func zooKeeper() throws -> ZooKeeperClient.Configuration {
        var credential: Credential?
        if let text = try text(.zookeeperAuth) {
            let parts = text.split(separator: ":", maxSplits: 1).map(String.init)
            credential = Credential(user: parts[0], password: parts[1])
        }
        return try ZooKeeperClient.Configuration(
            connectString: try required(.zookeeper), sessionTimeout: try duration(.sessionTimeout),
            credential: credential, acl: credential == nil ? .open : .creatorAndWorldRead)
    }
}
