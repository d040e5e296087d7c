/// Element names for arbitrary keys, escaped as XStream does in Eureka's XML.
///
/// `_` becomes `__`, `$` becomes `_-`, and any other UTF-16 unit that may not stand in a name `_.` and four hexadecimal
/// digits. A colon is escaped too, though XStream would not: readers that know namespaces refuse an unbound prefix.
enum XMLName {
    static func escaped(_ key: String) -> String {
        var name = ""
        for (index, unit) in key.utf16.enumerated() {
            switch unit {
            case 0x5F: name += "__"
            case 0x24: name += "_-"
            default:
                if index == 0 ? isNameStart(unit) : isNamePart(unit), let scalar = Unicode.Scalar(unit) {
                    name.unicodeScalars.append(scalar)
                } else {
                    let hexadecimal = String(unit, radix: 16)
                    name += "_." + String(repeating: "0", count: 4 - hexadecimal.count) + hexadecimal
                }
            }
        }
        return name
    }

    /// The inverse; what is not a valid escape stays as it is.
    static func unescaped(_ name: String) -> String {
        guard name.utf8.contains(0x5F) else { return name }
        let units = Array(name.utf16)
        var key: [UInt16] = []
        var index = 0
        while index < units.count {
            let unit = units[index]
            let next = index + 1 < units.count ? units[index + 1] : 0
            if unit == 0x5F, next == 0x5F {
                key.append(0x5F)
                index += 2
            } else if unit == 0x5F, next == 0x2D {
                key.append(0x24)
                index += 2
            } else if unit == 0x5F, next == 0x2E, let escaped = hexadecimal(units.dropFirst(index + 2).prefix(4)) {
                key.append(escaped)
                index += 6
            } else {
                key.append(unit)
                index += 1
            }
        }
        return String(streamSafe: String(decoding: key, as: UTF16.self).utf8)
    }

    private static func hexadecimal(_ digits: ArraySlice<UInt16>) -> UInt16? {
        guard digits.count == 4 else { return nil }
        var number: UInt16 = 0
        for unit in digits {
            guard let scalar = Unicode.Scalar(unit), let digit = Character(scalar).hexDigitValue else { return nil }
            number = number << 4 | UInt16(digit)
        }
        return number
    }

    private static func isNameStart(_ unit: UInt16) -> Bool {
        switch unit {
        case 0x41...0x5A, 0x61...0x7A, 0xC0...0xD6, 0xD8...0xF6, 0xF8...0x2FF, 0x370...0x37D, 0x37F...0x1FFF,
            0x200C...0x200D, 0x2070...0x218F, 0x2C00...0x2FEF, 0x3001...0xD7FF, 0xF900...0xFDCF, 0xFDF0...0xFFFD:
            true
        default: false
        }
    }

    private static func isNamePart(_ unit: UInt16) -> Bool {
        switch unit {
        case 0x30...0x39, 0x2D, 0x2E, 0xB7, 0x300...0x36F, 0x203F...0x2040: true
        default: isNameStart(unit)
        }
    }
}
