import ArgumentParser
import Controller
import Foundation
import Logging
import RolloutCore
import Testing

@testable import bluegreen

@Suite("The list of configuration keys")
struct ConfigurationExampleTests {
    private static let path = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Examples/bluegreen.yaml").path

    @Test("Examples/bluegreen.yaml has every key with its line and its default")
    func example() throws {
        let text = try String(contentsOfFile: Self.path, encoding: .utf8)
        #expect(text == Self.rendered)
    }

    @Test("The example means the same as no file at all")
    func defaults() throws {
        let settings = Settings(options: [:], environment: [:], file: try ConfigurationFile(path: Self.path))
        let none = Settings(options: [:], environment: [:], file: nil)
        for key in ConfigurationKey.all {
            #expect(try settings.text(key) == none.text(key), "\(key.name)")
        }
        try settings.checkAll()
    }

    @Test("The defaults of the list are the policy's own")
    func policy() throws {
        #expect(try Settings(options: [:], environment: [:], file: nil).policy() == AppPolicy())
    }

    @Test("Names and variables are unique, and no secret is an option")
    func unique() {
        #expect(Set(ConfigurationKey.all.map(\.name)).count == ConfigurationKey.all.count)
        #expect(Set(ConfigurationKey.all.map(\.variable)).count == ConfigurationKey.all.count)
        #expect(ConfigurationKey.all.allSatisfy { !$0.isSecret || $0.option == nil })
        #expect(ConfigurationKey.all.allSatisfy { $0.variable.hasPrefix("BLUEGREEN_") })
    }

    @Test("Every option of the list is one of some command")
    func options() {
        let help = [
            ControllerCommand.helpMessage(), RegistryCommand.helpMessage(), AgentCommand.helpMessage(),
            GatewayCommand.helpMessage(),
        ].joined()
        for option in ConfigurationKey.all.compactMap(\.option) {
            #expect(help.contains("\(option) ") || help.contains("\(option)\n"), "\(option)")
        }
    }

    /// The file as the list says it should be.
    private static var rendered: String {
        var lines = [
            "# Every key of bluegreen with its default. Options and environment variables beat this file.",
            "# Durations are written 500ms, 30s, 10m, 1h. Check a file with: bluegreen config check FILE",
        ]
        var groups: [String] = []
        for key in ConfigurationKey.all {
            let own = Array(key.components.dropLast())
            let shared = zip(own, groups).prefix { $0 == $1 }.count
            if own.isEmpty || shared == 0 { lines.append("") }
            for (depth, group) in own.enumerated().dropFirst(shared) {
                lines.append("\(String(repeating: "  ", count: depth))\(group):")
            }
            groups = own
            let indent = String(repeating: "  ", count: own.count)
            lines.append("\(indent)# \(key.summary) (\(key.variable))")
            let word = key.components.last ?? ""
            lines.append(key.defaultText.map { "\(indent)\(word): \($0)" } ?? "\(indent)# \(word):")
        }
        return lines.joined(separator: "\n") + "\n"
    }
}
