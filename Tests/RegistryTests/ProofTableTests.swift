import Foundation
import Testing

@Suite("The table of proofs has every row, and names tests that exist")
struct ProofTableTests {
    @Test("Rows 1 to 81 in order, each with suites and functions that are there")
    func table() throws {
        let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        let document = tests.deletingLastPathComponent().appending(path: "Documentation/EurekaCompatibility.md")
        let text = try String(contentsOf: document, encoding: .utf8)
        let rows = text.split(separator: "\n").map { $0.split(separator: "|").map(\.trimmed) }
            .filter { $0.count == 3 && Int($0[0]) != nil }
        #expect(rows.compactMap { Int($0[0]) } == Array(1...81))
        for row in rows {
            let proofs = row[2].matches(of: /`(\w+)` ([a-zA-Z]+(?:, [a-z][a-zA-Z]+(?=[,;]|$))*)/)
            #expect(!proofs.isEmpty || row[2].hasPrefix("every test"), "row \(row[0])")
            for proof in proofs {
                let sources = ["RegistryTests", "EurekaTests"].compactMap {
                    try? String(contentsOf: tests.appending(path: "\($0)/\(proof.1)Tests.swift"), encoding: .utf8)
                }
                for function in proof.2.split(separator: ", ") where function != "all" {
                    #expect(sources.contains { $0.contains("func \(function)(") }, "\(proof.1) \(function)")
                }
            }
        }
    }
}

extension Substring {
    fileprivate var trimmed: String { String(self).trimmed }
}
