import Foundation

/// JSON as it stands in our znodes: sorted keys, so that equal values are equal bytes.
enum Payload {
    static func encode(_ value: some Encodable) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return [UInt8](try encoder.encode(value))
    }

    static func decode<Value: Decodable>(_ type: Value.Type, from data: [UInt8]) throws -> Value {
        try JSONDecoder().decode(type, from: Data(data))
    }

    /// Foreign text made fit for one line of a log: control characters escaped, at most 40 characters.
    static func printable(_ data: [UInt8]) -> String {
        guard let text = String(validating: data, as: UTF8.self) else { return "\(data.count) bytes that are no text" }
        let shown = text.unicodeScalars.prefix(40).map { scalar in
            scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value) || (0x2028...0x202E).contains(scalar.value)
                ? scalar.escaped(asASCII: true) : String(scalar)
        }
        return shown.joined() + (text.unicodeScalars.count > 40 ? "…" : "")
    }
}
