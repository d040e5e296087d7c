import Foundation

/// JSON as it is written: members in their order, numbers as text. Shares nothing with the reader under test.
enum JSONText: Equatable {
    case null
    case bool(Bool)
    case number(String)
    case string(String)
    case array([JSONText])
    case object([Member])

    struct Member: Equatable {
        var key: String
        var value: JSONText
    }

    init(_ bytes: [UInt8]) throws(Refusal) {
        var parser = Parser(bytes: bytes)
        self = try parser.value()
        parser.skipSpace()
        guard parser.isAtEnd else { throw Refusal("something after the document") }
    }

    var members: [Member]? {
        guard case .object(let members) = self else { return nil }
        return members
    }

    /// A scalar as text; nil for null, objects and lists.
    var scalar: String? {
        switch self {
        case .bool(let value): String(value)
        case .number(let text), .string(let text): text
        case .null, .array, .object: nil
        }
    }

    private struct Parser {
        let bytes: [UInt8]
        var index = 0

        var isAtEnd: Bool { index == bytes.count }

        init(bytes: [UInt8]) { self.bytes = bytes }

        mutating func skipSpace() {
            while index < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[index]) { index += 1 }
        }

        mutating func value() throws(Refusal) -> JSONText {
            skipSpace()
            guard index < bytes.count else { throw Refusal("the document ends early") }
            switch bytes[index] {
            case UInt8(ascii: "{"): return .object(try members())
            case UInt8(ascii: "["): return .array(try elements())
            case UInt8(ascii: "\""): return .string(try string())
            default: return try word()
            }
        }

        private mutating func members() throws(Refusal) -> [Member] {
            var members: [Member] = []
            try list(closedBy: UInt8(ascii: "}")) { (parser) throws(Refusal) in
                parser.skipSpace()
                let key = try parser.string()
                parser.skipSpace()
                try parser.expect(UInt8(ascii: ":"))
                members.append(Member(key: key, value: try parser.value()))
            }
            return members
        }

        private mutating func elements() throws(Refusal) -> [JSONText] {
            var elements: [JSONText] = []
            try list(closedBy: UInt8(ascii: "]")) { (parser) throws(Refusal) in elements.append(try parser.value()) }
            return elements
        }

        private mutating func list(
            closedBy end: UInt8, _ element: (inout Parser) throws(Refusal) -> Void
        ) throws(Refusal) {
            index += 1
            skipSpace()
            if index < bytes.count, bytes[index] == end {
                index += 1
                return
            }
            while true {
                try element(&self)
                skipSpace()
                if index < bytes.count, bytes[index] == end {
                    index += 1
                    return
                }
                try expect(UInt8(ascii: ","))
            }
        }

        private mutating func expect(_ byte: UInt8) throws(Refusal) {
            guard index < bytes.count, bytes[index] == byte else {
                throw Refusal("no \(Character(Unicode.Scalar(byte))) at \(index)")
            }
            index += 1
        }

        private mutating func string() throws(Refusal) -> String {
            let start = index
            try expect(UInt8(ascii: "\""))
            while index < bytes.count, bytes[index] != UInt8(ascii: "\"") {
                index += bytes[index] == UInt8(ascii: "\\") ? 2 : 1
            }
            try expect(UInt8(ascii: "\""))
            let literal = Data(bytes[start..<index])
            guard let text = try? JSONDecoder().decode(String.self, from: literal) else {
                throw Refusal("no string at \(start)")
            }
            return text
        }

        private mutating func word() throws(Refusal) -> JSONText {
            let start = index
            while index < bytes.count, !Array(",]} \n\r\t".utf8).contains(bytes[index]) { index += 1 }
            let text = String(decoding: bytes[start..<index], as: UTF8.self)
            switch text {
            case "null": return .null
            case "true": return .bool(true)
            case "false": return .bool(false)
            default:
                guard Int64(text).map(String.init) == text else { throw Refusal("no whole number: \(text)") }
                return .number(text)
            }
        }
    }
}
