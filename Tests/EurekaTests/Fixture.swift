import Foundation

/// A sample payload, checked against Netflix's and Spring's own decoders.
func fixture(_ name: String, filePath: String = #filePath) throws -> [UInt8] {
    let url = URL(filePath: filePath).deletingLastPathComponent().appending(path: "Fixtures/\(name)")
    return [UInt8](try Data(contentsOf: url))
}

func trimmed(_ bytes: [UInt8]) -> String {
    String(decoding: bytes, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
}
