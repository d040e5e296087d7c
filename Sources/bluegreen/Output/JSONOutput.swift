import Foundation
import RolloutCore

/// What a program reads: one object, with the version of its form.
struct JSONOutput<Content: Encodable>: Encodable {
    let kind: String
    let content: Content

    private enum Key: CodingKey {
        case apiVersion
        case kind
    }

    func encode(to encoder: any Encoder) throws {
        try content.encode(to: encoder)
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(JSONText.apiVersion, forKey: .apiVersion)
        try container.encode(kind, forKey: .kind)
    }
}

/// JSON as text: camelCase, sorted keys, moments as RFC 3339.
enum JSONText {
    static let apiVersion = "bluegreen/v1"

    static func of(_ kind: String, _ content: some Encodable) throws -> String {
        try text(kind, content, [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes])
    }

    /// The same in one line, for streams.
    static func line(_ kind: String, _ content: some Encodable) throws -> String {
        try text(kind, content, [.sortedKeys, .withoutEscapingSlashes])
    }

    private static func text(
        _ kind: String, _ content: some Encodable, _ formatting: JSONEncoder.OutputFormatting
    ) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = formatting
        let data = try encoder.encode(JSONOutput(kind: kind, content: content))
        return String(decoding: data, as: UTF8.self)
    }
}
