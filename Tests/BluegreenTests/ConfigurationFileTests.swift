import Testing

@testable import bluegreen

@Suite("A configuration file")
struct ConfigurationFileTests {
    @Test(
        "Is refused with file, line and what was meant",
        arguments: [
            (
                "app: x\nrollout:\n  drian: 5s\n",
                "f.yaml:3: unknown key \"rollout.drian\"; did you mean \"rollout.drain\"?"
            ),
            ("rolout:\n  drain: 5s\n", "f.yaml:1: unknown key \"rolout\"; did you mean \"rollout\"?"),
            ("rollout:\n  zebra: 5s\n", "f.yaml:2: unknown key \"rollout.zebra\""),
            ("zookeeper: a:1\n", "f.yaml:1: expected keys such as \"zookeeper.servers\""),
            ("- a\n", "f.yaml:1: expected keys such as \"app\""),
            ("app: [a, b]\n", "f.yaml:1: \"app\" takes one value, not a list or keys"),
            ("app: x\n y: 3\n", "f.yaml:2: this is not YAML: mapping values are not allowed in this context"),
        ])
    func refusal(_ yaml: String, _ sentence: String) {
        #expect(throws: Failure(.usage, sentence)) { try ConfigurationFile(path: "f.yaml", yaml: yaml) }
    }

    @Test("May be empty, and groups and values in it too", arguments: ["", "# nothing\n", "rollout:\napp:\n"])
    func empty(_ yaml: String) throws {
        #expect(try ConfigurationFile(path: "f.yaml", yaml: yaml).entries.isEmpty)
    }

    @Test("Values keep their text and their line")
    func values() throws {
        let file = try ConfigurationFile(path: "f.yaml", yaml: "app: shop\nregistry:\n  standalone: true\n")
        #expect(file.entries["app"] == .init(text: "shop", line: 1))
        #expect(file.entries["registry.standalone"] == .init(text: "true", line: 3))
    }
}
