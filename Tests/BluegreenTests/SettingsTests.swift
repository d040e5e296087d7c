import Coordination
import Logging
import RolloutCore
import Testing
import ZooKeeper

@testable import bluegreen

@Suite("The configuration in effect")
struct SettingsTests {
    private func settings(
        options: [ConfigurationKey: String] = [:], environment: [String: String] = [:], yaml: String = ""
    ) throws -> Settings {
        Settings(
            options: options, environment: environment, file: try ConfigurationFile(path: "f.yaml", yaml: yaml))
    }

    @Test("Options beat the environment, which beats the file, which beats the defaults")
    func layers() throws {
        let yaml = "zookeeper:\n  servers: file:1\n"
        let variable = ["BLUEGREEN_ZOOKEEPER": "variable:1"]
        let option = [ConfigurationKey.zookeeper: "option:1"]
        #expect(try settings().text(.zookeeper) == "127.0.0.1:2181")
        #expect(try settings(yaml: yaml).text(.zookeeper) == "file:1")
        #expect(try settings(environment: variable, yaml: yaml).text(.zookeeper) == "variable:1")
        #expect(try settings(options: option, environment: variable, yaml: yaml).text(.zookeeper) == "option:1")
    }

    @Test("Where a value comes from can be told")
    func origins() throws {
        let yaml = "app: shop\nrollout:\n  drain: 5s\n"
        let settings = try settings(
            options: [.rolloutDrain: "7s"], environment: ["BLUEGREEN_LOG_LEVEL": "debug", "BLUEGREEN_APP": ""],
            yaml: yaml)
        #expect(settings.origin(of: .rolloutDrain) == .option("--drain"))
        #expect(settings.origin(of: .logLevel) == .variable("BLUEGREEN_LOG_LEVEL"))
        #expect(settings.origin(of: .app) == .file(path: "f.yaml", line: 1))
        #expect(settings.origin(of: .readerCache) == .builtIn)
        #expect(try settings.text(.app) == "shop")
    }

    @Test("--app of a verb names any app, and everything else the one at the root")
    func apps() throws {
        let yaml = "app: shop\n"
        #expect(try settings(yaml: yaml).layout().activeColor == "/active_color")
        #expect(try settings(options: [.app: "SHOP"], yaml: yaml).layout().activeColor == "/active_color")
        #expect(try settings(options: [.app: "cart"], yaml: yaml).layout().activeColor == "/apps/cart/active_color")
    }

    @Test("Every key can be read from its variable", arguments: ConfigurationKey.all)
    func variables(_ key: ConfigurationKey) throws {
        let text =
            switch key.kind {
            case .text, .names: "shop"
            case .duration, .automaticOrDuration: "7s"
            case .choice(let words): words[0]
            case .flag: "true"
            case .listenAddress, .endpoint: "127.0.0.1:7"
            case .addresses: "http://a:1/eureka"
            case .credential: "user:password"
            case .count, .amount, .amounts: "3"
            case .windows: "Mon 09:00-17:00 UTC"
            case .address: "http://a:9090"
            case .checks: "[{name: errors, gateway: errors, allow: < 1%}]"
            }
        #expect(try settings(environment: [key.variable: text]).text(key) == text)
    }

    @Test("A wrong value is told with its place")
    func faults() throws {
        #expect(
            throws: Failure(.usage, "f.yaml:2: rollout.drain: \"5\" is not a duration: write 500ms, 30s, 10m or 1h")
        ) {
            try settings(yaml: "rollout:\n  drain: 5\n").checkAll()
        }
        #expect(throws: Failure(.usage, "BLUEGREEN_LOG_LEVEL: \"inf\" is none of \(levels); did you mean \"info\"?")) {
            try settings(environment: ["BLUEGREEN_LOG_LEVEL": "inf"]).checkAll()
        }
        #expect(throws: Failure(.usage, "--listen: \"8780\" is not an address to listen on: write host:port")) {
            try settings(options: [.controllerListen: "8780"]).checkAll()
        }
    }

    private var levels: String { Logger.Level.allCases.map(\.rawValue).joined(separator: ", ") }

    @Test("A secret is never shown")
    func secrets() throws {
        let settings = try settings(
            environment: [
                "BLUEGREEN_ZOOKEEPER_AUTH": "ops:hunter2", "BLUEGREEN_REGISTRY": "http://u:hunter2@h:1/eureka",
            ])
        let rows = try ConfigurationRow.rows(of: settings)
        #expect(!ConfigurationRow.table(rows, for: .plain).contains("hunter2"))
        #expect(rows.first { $0.key == "registries" }?.value == "http://u:***@h:1/eureka")
        #expect(throws: Failure(.usage, "BLUEGREEN_ZOOKEEPER_AUTH: the value is not of the form user:password")) {
            try self.settings(environment: ["BLUEGREEN_ZOOKEEPER_AUTH": "hunter2"]).checkAll()
        }
    }
}

@Suite("Where a process listens")
struct ListenAddressTests {
    @Test(
        "Beyond this machine it needs credentials, or somebody who says that it does not",
        arguments: [
            ("127.0.0.1:1", true), ("localhost:1", true), ("[::1]:1", true), ("127.9.9.9:1", true),
            ("0.0.0.0:1", false),
            (":1", false), ("[::]:1", false), ("10.0.0.1:1", false), ("127.evil.example:1", false),
        ])
    func rule(_ text: String, _ isAllowed: Bool) throws {
        let address = try #require(ListenAddress(text))
        let none = Settings(options: [:], environment: [:], file: nil)
        if isAllowed {
            try ListenRule.check(address, settings: none)
        } else {
            #expect(throws: Failure.self) { try ListenRule.check(address, settings: none) }
        }
        let open = Settings(options: [.listenOpen: "true"], environment: [:], file: nil)
        try ListenRule.check(address, settings: open)
        let guarded = Settings(options: [:], environment: ["BLUEGREEN_LISTEN_AUTH": "a:b"], file: nil)
        try ListenRule.check(address, settings: guarded)
    }

    @Test(
        "Anything but host:port is refused",
        arguments: ["", "8780", "a:b", "a:65536", "::1:8780", "a b:1", "http://a:1"])
    func refusal(_ text: String) {
        #expect(ListenAddress(text) == nil)
    }

    @Test("Credentials are compared whole")
    func credentials() throws {
        let credential = try #require(ListenCredential("ops:secret"))
        #expect(credential.admits("Basic b3BzOnNlY3JldA=="))
        #expect(!credential.admits("Basic b3BzOnNlY3JldA="))
        #expect(!credential.admits("Basic b3BzOnNlY3JldA==x"))
        #expect(!credential.admits(""))
        #expect(!credential.admits(nil))
    }
}
