import Foundation
import Testing

@testable import RolloutCore
@testable import bluegreen

@Suite("Sentences that name a configuration key name one that config check accepts")
struct KeyNameTests {
    private static let names = ConfigurationKey.all.map(\.name)

    /// `rollout.deadline`
    private func named(in text: String) -> [String] {
        text.matches(
            of: /\b(?:rollout|registry|controller|agent|zookeeper|listen|log)\.[a-z][A-Za-z]*(?:\.[a-z][A-Za-z]*)?/
        )
        .map { String($0.0) }
    }

    @Test("What contradicts itself in a policy begins with the key to be changed")
    func findings() {
        let policy = RolloutPolicy(
            strategy: .init(batches: [.count(0), .percent(50)], bake: .seconds(600), soak: .seconds(600)),
            minTarget: .count(0), maxInTransition: 0, checkDeadline: .zero, stepDeadline: .seconds(60),
            phaseDeadline: .zero, rolloutDeadline: .zero, readerCache: .fixed(.seconds(1)), drain: .seconds(1))
        #expect(policy.findings.count >= 10)
        for finding in policy.findings {
            let first = finding.prefix { $0 != " " && $0 != ":" }
            #expect(Self.names.contains(String(first)), "\(finding)")
            for name in named(in: finding) { #expect(Self.names.contains(name), "\(finding)") }
        }
    }

    @Test("In the sources no sentence names a key by any other name")
    func sources() throws {
        let project = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        // Words of a policy that stand for a key, spelled as in the code.
        let inner = /\b(?:rollout|check|step|phase)Deadline\b|\bmaxInTransition\b|\bminTarget\b|\breaderCache\b/
        var found = 0
        for target in ["RolloutCore", "Controller", "Registry", "Agent", "bluegreen"] {
            let folder = project.appending(path: "Sources/\(target)")
            let files = try #require(FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil))
            for case let file as URL in files where file.pathExtension == "swift" {
                let text = try String(contentsOf: file, encoding: .utf8)
                for match in text.matches(of: /"((?:[^"\\\n]|\\[^(]|\\\([^)\n]*\))*)"/) {
                    // What is interpolated is code.
                    let sentence = String(match.1).replacing(/\\\([^)\n]*\)/, with: "")
                    guard sentence.contains(" ") else { continue }
                    for name in named(in: sentence) {
                        found += 1
                        #expect(Self.names.contains(name), "\(file.lastPathComponent): \(sentence)")
                    }
                    for word in sentence.matches(of: inner) {
                        let before = sentence[..<word.range.lowerBound]
                        #expect(before.hasSuffix("rollout."), "\(file.lastPathComponent): \(sentence)")
                    }
                }
            }
        }
        #expect(found > 5)
    }
}
