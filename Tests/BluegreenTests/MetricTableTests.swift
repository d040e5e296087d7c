import Foundation
import Testing

@testable import bluegreen

@Suite("The table of metrics in Operations.md")
struct MetricTableTests {
    private static let project = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// `name: meaning`, as the table has them.
    private func documented() throws -> [String] {
        let text = try String(contentsOf: Self.project.appending(path: "Documentation/Operations.md"), encoding: .utf8)
        return text.matches(of: /(?m)^\| `(bluegreen_\w+)` \| [^|]+ \| ([^|]+) \|$/).map { "\($0.1): \($0.2)" }
    }

    @Test("It has every metric with its description, and none that there is not")
    func table() throws {
        let described = MetricDescription.all.map { "\($0.name): \($0.help)" }
        #expect(try documented() == described)
        #expect(Set(MetricDescription.all.map(\.name)).count == described.count)
        #expect(MetricDescription.all.allSatisfy { $0.help.hasSuffix(".") })
    }

    @Test("No metric is made under a name that is not described")
    func made() throws {
        let sources = Self.project.appending(path: "Sources")
        let files = try #require(FileManager.default.enumerator(at: sources, includingPropertiesForKeys: nil))
        var metrics = 0
        for case let file as URL in files where file.pathExtension == "swift" {
            let text = try String(contentsOf: file, encoding: .utf8)
            metrics += text.matches(of: /\b(Counter|Gauge|Timer|Meter|Recorder)\(\s*label:/).count
            #expect(!text.contains(/\b(Counter|Gauge|Timer|Meter|Recorder)\(\s*label: "/), "\(file.lastPathComponent)")
        }
        #expect(metrics > 10)
    }
}
