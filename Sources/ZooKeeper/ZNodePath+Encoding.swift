extension ZNodePath {
    /// `component` as the name of one znode: percent-encoded where the server, or this encoding, forbids a character.
    ///
    /// The whole names `.`, `..` and `zookeeper` (reserved at the root) are changed too, and the empty text is `%`.
    public static func encoded(_ component: String) -> String {
        switch component {
        case "": return "%"
        case ".": return "%2E"
        case "..": return "%2E."
        case "zookeeper": return "%7Aookeeper"
        default: break
        }
        var result = ""
        for scalar in component.unicodeScalars {
            if scalar == "/" || scalar == "%" || !isAllowed(scalar) {
                for byte in String(scalar).utf8 { result += escape(byte) }
            } else {
                result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    /// The text that `encoded` was given. A `%` that starts no escape stands for itself.
    public static func decoded(_ name: String) -> String {
        if name == "%" { return "" }
        let source = Array(name.utf8)
        var bytes: [UInt8] = []
        var index = 0
        while index < source.count {
            if source[index] == UInt8(ascii: "%"), index + 2 < source.count,
                let high = hexValue(source[index + 1]), let low = hexValue(source[index + 2])
            {
                bytes.append(high << 4 | low)
                index += 3
            } else {
                bytes.append(source[index])
                index += 1
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func escape(_ byte: UInt8) -> String {
        let digits = String(byte, radix: 16, uppercase: true)
        return "%" + (digits.utf8.count == 1 ? "0" : "") + digits
    }

    private static func hexValue(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        default: nil
        }
    }
}
