import Foundation
import Yams

/// A configuration file whose keys are all known: what it says, and in which line.
struct ConfigurationFile: Hashable, Sendable {
    /// Read when it exists and nobody names another.
    static let defaultPath = "/etc/bluegreen/bluegreen.yaml"

    struct Entry: Hashable, Sendable {
        let text: String
        let line: Int
    }

    let path: String
    /// By the names of the keys; those without a value are left out.
    let entries: [String: Entry]

    /// - Throws: `Failure` that names the file, and the line where there is one.
    init(path: String) throws {
        guard let data = FileManager.default.contents(atPath: path) else {
            let exists = FileManager.default.fileExists(atPath: path)
            throw Failure(
                .usage,
                exists
                    ? "the configuration file \(path) cannot be read: check its permissions"
                    : "the configuration file \(path) does not exist")
        }
        guard let yaml = String(validating: data, as: UTF8.self) else {
            throw Failure(.usage, "the configuration file \(path) is not UTF-8 text")
        }
        try self.init(path: path, yaml: yaml)
    }

    /// - Parameter prefix: the group, with its dot, that all keys are of: a policy has only those of `rollout.`
    init(path: String, yaml: String, below prefix: String = "") throws {
        let root: Node?
        do {
            root = try Yams.compose(yaml: yaml)
        } catch {
            throw Failure(.usage, "\(path)\(Self.place(of: error)): this is not YAML: \(Self.problem(in: error))")
        }
        var found: [String: Entry] = [:]
        if let root, root.tag != Tag(.null) { try Self.collect(root, below: prefix, in: path, into: &found) }
        self.path = path
        entries = found
    }

    private static func collect(
        _ node: Node, below prefix: String, in path: String, into found: inout [String: Entry]
    ) throws {
        guard let mapping = node.mapping else {
            throw Failure(.usage, "\(path):\(line(of: node)): expected keys such as \"\(example(below: prefix))\"")
        }
        for (key, value) in mapping {
            guard let word = key.scalar?.string else {
                throw Failure(.usage, "\(path):\(line(of: key)): a key must be a word")
            }
            let name = prefix + word
            if let known = ConfigurationKey.all.first(where: { $0.name == name }) {
                if value.tag == Tag(.null) { continue }
                let text = try text(of: value, for: known, in: path)
                guard found[name] == nil else {
                    throw Failure(.usage, "\(path):\(line(of: key)): \"\(name)\" is there twice")
                }
                found[name] = Entry(text: text, line: line(of: key))
            } else if ConfigurationKey.all.contains(where: { $0.name.hasPrefix(name + ".") }) {
                if value.tag != Tag(.null) { try collect(value, below: name + ".", in: path, into: &found) }
            } else {
                let suggestion = Suggestion(for: name, among: candidates)
                throw Failure(.usage, "\(path):\(line(of: key)): unknown key \"\(name)\"\(suggestion)")
            }
        }
    }

    private static func text(of value: Node, for key: ConfigurationKey, in path: String) throws -> String {
        if let scalar = value.scalar { return scalar.string }
        if key.kind == .checks {
            do throws(AnalysisText.Fault) {
                return AnalysisText.text(of: try AnalysisText.checks(in: value))
            } catch {
                throw Failure(.usage, "\(path):\(error.line): \(key.name) \(error.sentence)")
            }
        }
        guard let separator = key.kind.separator else {
            throw Failure(.usage, "\(path):\(line(of: value)): \"\(key.name)\" takes one value, not a list or keys")
        }
        guard let sequence = value.sequence, !sequence.isEmpty, sequence.allSatisfy({ $0.scalar != nil }) else {
            throw Failure(.usage, "\(path):\(line(of: value)): \"\(key.name)\" takes a list of values, as [a, b]")
        }
        return sequence.compactMap { $0.scalar?.string }.joined(separator: "\(separator) ")
    }

    /// Keys and groups of keys: what a misspelt word may have meant.
    private static var candidates: [String] {
        let groups = ConfigurationKey.all.filter { $0.components.count > 1 }.map { $0.components[0] }
        return ConfigurationKey.all.map(\.name) + groups
    }

    private static func example(below prefix: String) -> String {
        ConfigurationKey.all.first { $0.name.hasPrefix(prefix) }?.name ?? "app"
    }

    private static func line(of node: Node) -> Int { node.mark?.line ?? 1 }

    private static func place(of error: any Error) -> String {
        switch error as? YamlError {
        case .scanner(_, _, let mark, _), .parser(_, _, let mark, _), .composer(_, _, let mark, _): ":\(mark.line)"
        case .duplicatedKeysInMapping(_, let context): ":\(context.mark.line)"
        default: ""
        }
    }

    private static func problem(in error: any Error) -> String {
        switch error as? YamlError {
        case .scanner(_, let problem, _, _), .parser(_, let problem, _, _), .composer(_, let problem, _, _): problem
        case .duplicatedKeysInMapping(let duplicates, _):
            "\(duplicates.map { "\($0)" }.joined(separator: ", ")) is there twice"
        default: "\(error)".split(whereSeparator: \.isNewline).first.map(String.init) ?? "it cannot be read"
        }
    }
}
