/// Parses JSON text (RFC 8259) within ``WireLimits``.
///
/// Duplicate keys are kept in order; the first one counts. Invalid UTF-8 is repaired.
struct JSONReader {
    private let bytes: UnsafeBufferPointer<UInt8>
    private let limits: WireLimits
    private var position = 0
    private var valuesLeft: Int
    /// Keys of the last object by depth: siblings are alike, so most keys need not be made again.
    private var lastKeys: [[String]]

    private init(bytes: UnsafeBufferPointer<UInt8>, limits: WireLimits) {
        self.bytes = bytes
        self.limits = limits
        valuesLeft = limits.values
        lastKeys = Array(repeating: [], count: limits.depth + 1)
    }

    static func parse(_ bytes: some Collection<UInt8>, limits: WireLimits) throws(WireError) -> WireValue {
        // Typed throws do not travel through this rethrowing function, hence the result.
        let parsed = bytes.withContiguousStorageIfAvailable { parse(buffer: $0, limits: limits) }
        if let parsed { return try parsed.get() }
        return try Array(bytes).withUnsafeBufferPointer { parse(buffer: $0, limits: limits) }.get()
    }

    private static func parse(
        buffer: UnsafeBufferPointer<UInt8>,
        limits: WireLimits
    ) -> Result<WireValue, WireError> {
        var reader = JSONReader(bytes: buffer, limits: limits)
        do throws(WireError) {
            let value = try reader.value(depth: 0)
            reader.skipWhitespace()
            guard reader.position == buffer.count else { throw WireError("text after the JSON document") }
            return .success(value)
        } catch {
            return .failure(error)
        }
    }

    private mutating func value(depth: Int) throws(WireError) -> WireValue {
        guard depth <= limits.depth else { throw WireError("JSON nested too deeply") }
        guard valuesLeft > 0 else { throw WireError("too many JSON values") }
        valuesLeft -= 1
        skipWhitespace()
        guard position < bytes.count else { throw WireError("JSON ends early") }
        switch bytes[position] {
        case 0x7B: return .object(try object(depth: depth))
        case 0x5B: return .array(try array(depth: depth))
        case 0x22: return .string(try string())
        case 0x74: return try literal("true", .bool(true))
        case 0x66: return try literal("false", .bool(false))
        case 0x6E: return try literal("null", .null)
        case 0x2D, 0x30...0x39: return try number()
        default: throw WireError("not JSON")
        }
    }

    private mutating func object(depth: Int) throws(WireError) -> [WireValue.Member] {
        position += 1
        var members: [WireValue.Member] = []
        skipWhitespace()
        if take(0x7D) { return members }
        // Only now: behind one large object, many empty ones must not each take its room.
        members.reserveCapacity(lastKeys[depth].count)
        while true {
            skipWhitespace()
            guard position < bytes.count, bytes[position] == 0x22 else { throw WireError("JSON key expected") }
            let key = try key(like: members.count, depth: depth)
            skipWhitespace()
            guard take(0x3A) else { throw WireError("JSON colon expected") }
            members.append(WireValue.Member(key: key, value: try value(depth: depth + 1)))
            skipWhitespace()
            if take(0x2C) { continue }
            guard take(0x7D) else { throw WireError("JSON object not closed") }
            if lastKeys[depth].count != members.count || lastKeys[depth].last != members.last?.key {
                let isPlain = members.allSatisfy { $0.key.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x22 && $0 != 0x5C } }
                lastKeys[depth] = isPlain ? members.map(\.key) : []
            }
            return members
        }
    }

    /// The key at the position; the one a sibling had in the same place, if it is the same.
    private mutating func key(like index: Int, depth: Int) throws(WireError) -> String {
        guard index < lastKeys[depth].count else { return try string() }
        let expected = lastKeys[depth][index]
        let length = expected.utf8.count
        let start = position + 1
        guard start + length < bytes.count, bytes[start + length] == 0x22,
            bytes[start..<start + length].elementsEqual(expected.utf8)
        else { return try string() }
        position = start + length + 1
        return expected
    }

    private mutating func array(depth: Int) throws(WireError) -> [WireValue] {
        position += 1
        var elements: [WireValue] = []
        skipWhitespace()
        if take(0x5D) { return elements }
        while true {
            elements.append(try value(depth: depth + 1))
            skipWhitespace()
            if take(0x2C) { continue }
            guard take(0x5D) else { throw WireError("JSON array not closed") }
            return elements
        }
    }

    private mutating func number() throws(WireError) -> WireValue {
        let start = position
        while position < bytes.count {
            switch bytes[position] {
            case 0x30...0x39, 0x2B, 0x2D, 0x2E, 0x45, 0x65: position += 1
            default:
                return try checked(start)
            }
        }
        return try checked(start)
    }

    private func checked(_ start: Int) throws(WireError) -> WireValue {
        let text = String(streamSafe: bytes[start..<position])
        guard Int64(text) != nil || Double(text) != nil else { throw WireError("not a JSON number") }
        return .number(text)
    }

    private mutating func literal(_ word: StaticString, _ value: WireValue) throws(WireError) -> WireValue {
        let length = word.utf8CodeUnitCount
        guard position + length <= bytes.count else { throw WireError("JSON ends early") }
        for offset in 0..<length where bytes[position + offset] != word.utf8Start[offset] {
            throw WireError("not JSON")
        }
        position += length
        return value
    }

    private mutating func string() throws(WireError) -> String {
        position += 1
        let start = position
        while position < bytes.count {
            let byte = bytes[position]
            if byte == 0x22 {
                defer { position += 1 }
                return String(streamSafe: bytes[start..<position])
            }
            if byte == 0x5C { return try escapedString(from: start) }
            guard byte >= 0x20 else { throw WireError("control character in a JSON string") }
            position += 1
        }
        throw WireError("JSON string not closed")
    }

    private mutating func escapedString(from start: Int) throws(WireError) -> String {
        var text = Array(bytes[start..<position])
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            switch byte {
            case 0x22: return String(streamSafe: text)
            case 0x5C: try escape(into: &text)
            case ..<0x20: throw WireError("control character in a JSON string")
            default: text.append(byte)
            }
        }
        throw WireError("JSON string not closed")
    }

    private mutating func escape(into text: inout [UInt8]) throws(WireError) {
        guard position < bytes.count else { throw WireError("JSON ends early") }
        let byte = bytes[position]
        position += 1
        switch byte {
        case 0x22, 0x5C, 0x2F: text.append(byte)
        case 0x62: text.append(0x08)
        case 0x66: text.append(0x0C)
        case 0x6E: text.append(0x0A)
        case 0x72: text.append(0x0D)
        case 0x74: text.append(0x09)
        case 0x75: text.append(contentsOf: String(try unicodeScalar()).utf8)
        default: throw WireError("unknown JSON escape")
        }
    }

    /// Four hexadecimal digits behind `\u`, or a pair of such escapes; a lone surrogate becomes the replacement character.
    private mutating func unicodeScalar() throws(WireError) -> Character {
        let first = try hexadecimal()
        var scalar = UInt32(first)
        if first & 0xFC00 == 0xD800, position + 1 < bytes.count, bytes[position] == 0x5C, bytes[position + 1] == 0x75 {
            let mark = position
            position += 2
            let second = try hexadecimal()
            if second & 0xFC00 == 0xDC00 {
                scalar = 0x10000 + (UInt32(first & 0x3FF) << 10) + UInt32(second & 0x3FF)
            } else {
                position = mark
            }
        }
        return Character(Unicode.Scalar(scalar) ?? "\u{FFFD}")
    }

    private mutating func hexadecimal() throws(WireError) -> UInt16 {
        guard position + 4 <= bytes.count else { throw WireError("JSON ends early") }
        var number: UInt16 = 0
        for byte in bytes[position..<position + 4] {
            guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
                throw WireError("unknown JSON escape")
            }
            number = number << 4 | UInt16(digit)
        }
        position += 4
        return number
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard position < bytes.count, bytes[position] == byte else { return false }
        position += 1
        return true
    }

    private mutating func skipWhitespace() {
        while position < bytes.count {
            switch bytes[position] {
            case 0x20, 0x09, 0x0A, 0x0D: position += 1
            default: return
            }
        }
    }
}
