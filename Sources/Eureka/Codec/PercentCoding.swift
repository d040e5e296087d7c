/// Percent-encoding of path segments and query values.
public enum PercentCoding {
    /// Everything but letters, digits, `-._~` and the colon so common in instance ids; `.` and `..` alone are encoded too.
    public static func encoded(_ text: String) -> String {
        if text == "." { return "%2E" }
        if text == ".." { return "%2E%2E" }
        var encoded = ""
        for byte in text.utf8 {
            switch byte {
            case 0x30...0x3A, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E:
                encoded.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                let hexadecimal = String(byte, radix: 16, uppercase: true)
                encoded += byte < 0x10 ? "%0\(hexadecimal)" : "%\(hexadecimal)"
            }
        }
        return encoded
    }

    /// The inverse; a percent sign without two hexadecimal digits stays, invalid UTF-8 is repaired.
    public static func decoded(_ text: some StringProtocol, plusIsSpace: Bool = false) -> String {
        let isPlain = text.utf8.allSatisfy { $0 < 0x80 && $0 != 0x25 && ($0 != 0x2B || !plusIsSpace) }
        guard !isPlain else { return String(text) }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count)
        var iterator = text.utf8.makeIterator()
        while let byte = iterator.next() {
            if byte == 0x2B, plusIsSpace {
                bytes.append(0x20)
                continue
            }
            var ahead = iterator
            if byte == 0x25, let high = digit(ahead.next()), let low = digit(ahead.next()) {
                bytes.append(high << 4 | low)
                iterator = ahead
            } else {
                bytes.append(byte)
            }
        }
        return String(streamSafe: bytes)
    }

    /// A path segment as the client meant it; what follows a raw semicolon is cut off, as in Eureka.
    public static func pathSegment(_ raw: some StringProtocol) -> String {
        // By bytes: a semicolon before a combining mark is a semicolon all the same.
        decoded(Substring(Substring(raw).utf8.prefix { $0 != 0x3B }))
    }

    private static func digit(_ byte: UInt8?) -> UInt8? {
        switch byte {
        case .some(let byte) where byte >= 0x30 && byte <= 0x39: byte - 0x30
        case .some(let byte) where byte >= 0x41 && byte <= 0x46: byte - 0x37
        case .some(let byte) where byte >= 0x61 && byte <= 0x66: byte - 0x57
        default: nil
        }
    }
}
