/// Parses the part of XML that Eureka's clients send into a ``WireValue``, within ``WireLimits``.
///
/// Elements, attributes, text, CDATA, comments and the five predefined entities. A document type is refused: with it go
/// entity bombs and external entities. UTF-8 only; invalid UTF-8 is repaired.
struct XMLReader {
    private let bytes: [UInt8]
    private let limits: WireLimits
    private var position = 0
    private var elementsLeft: Int

    private init(bytes: [UInt8], limits: WireLimits) {
        self.bytes = bytes
        self.limits = limits
        elementsLeft = limits.values
    }

    /// The root element's name and content.
    static func parse(
        _ bytes: some Collection<UInt8>,
        limits: WireLimits
    ) throws(WireError) -> (root: String, value: WireValue) {
        var reader = XMLReader(bytes: Array(bytes), limits: limits)
        try reader.skipMisc()
        let root = try reader.element(depth: 0)
        try reader.skipMisc()
        guard reader.position == reader.bytes.count else { throw WireError("text after the XML document") }
        return (root.key, root.value)
    }

    /// One element; the position is at its `<`.
    private mutating func element(depth: Int) throws(WireError) -> WireValue.Member {
        guard depth <= limits.depth else { throw WireError("XML nested too deeply") }
        guard elementsLeft > 0 else { throw WireError("too many XML elements") }
        elementsLeft -= 1
        guard take("<") else { throw WireError("XML element expected") }
        let name = try self.name()
        var members = try attributes()
        if take("/>") {
            return WireValue.Member(key: name, value: members.isEmpty ? .string("") : .object(members))
        }
        guard take(">") else { throw WireError("XML tag not closed") }
        let attributeCount = members.count
        let text = try content(into: &members, depth: depth)
        guard try self.name() == name else { throw WireError("XML end tag does not match") }
        skipWhitespace()
        guard take(">") else { throw WireError("XML tag not closed") }
        if members.isEmpty { return WireValue.Member(key: name, value: .string(text)) }
        if members.count == attributeCount { members.append(WireValue.Member(key: "$", value: .string(text))) }
        return WireValue.Member(key: name, value: .object(members))
    }

    /// Children into `members`, text as the result; ends behind `</`.
    private mutating func content(into members: inout [WireValue.Member], depth: Int) throws(WireError) -> String {
        var text: [UInt8] = []
        while position < bytes.count {
            if bytes[position] != 0x3C {
                try characterData(into: &text)
            } else if take("</") {
                return String(streamSafe: text)
            } else if take("<!--") {
                try skip(past: "-->")
            } else if take("<![CDATA[") {
                let start = position
                try skip(past: "]]>")
                text.append(contentsOf: bytes[start..<position - 3])
            } else if take("<?") {
                try skip(past: "?>")
            } else if take("<!") {
                throw WireError("XML declarations are not accepted")
            } else {
                members.append(try element(depth: depth + 1))
            }
        }
        throw WireError("XML ends early")
    }

    private mutating func characterData(into text: inout [UInt8]) throws(WireError) {
        while position < bytes.count, bytes[position] != 0x3C {
            if bytes[position] == 0x26 {
                try entity(into: &text)
            } else {
                guard bytes[position] >= 0x20 || [0x09, 0x0A, 0x0D].contains(bytes[position]) else {
                    throw WireError("control character in XML")
                }
                text.append(bytes[position])
                position += 1
            }
        }
    }

    private mutating func attributes() throws(WireError) -> [WireValue.Member] {
        var members: [WireValue.Member] = []
        while true {
            skipWhitespace()
            guard position < bytes.count else { throw WireError("XML ends early") }
            if bytes[position] == 0x3E || bytes[position] == 0x2F { return members }
            guard members.count < 16 else { throw WireError("too many XML attributes") }
            let name = try self.name()
            skipWhitespace()
            guard take("=") else { throw WireError("XML attribute without a value") }
            skipWhitespace()
            members.append(WireValue.Member(key: "@" + name, value: .string(try quotedText())))
        }
    }

    private mutating func quotedText() throws(WireError) -> String {
        guard position < bytes.count, bytes[position] == 0x22 || bytes[position] == 0x27 else {
            throw WireError("XML attribute without quotes")
        }
        let quote = bytes[position]
        position += 1
        var text: [UInt8] = []
        while position < bytes.count, bytes[position] != quote {
            if bytes[position] == 0x26 {
                try entity(into: &text)
            } else {
                guard bytes[position] != 0x3C else { throw WireError("angle bracket in an XML attribute") }
                text.append(bytes[position])
                position += 1
            }
        }
        guard position < bytes.count else { throw WireError("XML ends early") }
        position += 1
        return String(streamSafe: text)
    }

    private mutating func entity(into text: inout [UInt8]) throws(WireError) {
        position += 1
        let start = position
        while position < bytes.count, bytes[position] != 0x3B {
            guard position - start < 12 else { throw WireError("unknown XML entity") }
            position += 1
        }
        guard position < bytes.count else { throw WireError("XML ends early") }
        let name = String(streamSafe: bytes[start..<position])
        position += 1
        switch name {
        case "amp": text.append(0x26)
        case "lt": text.append(0x3C)
        case "gt": text.append(0x3E)
        case "quot": text.append(0x22)
        case "apos": text.append(0x27)
        default:
            guard name.first == "#" else { throw WireError("unknown XML entity") }
            let digits = name.dropFirst()
            let code = digits.first == "x" ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits)
            guard let code, let scalar = Unicode.Scalar(code), scalar.isAllowedInXML else {
                throw WireError("unknown XML entity")
            }
            text.append(contentsOf: String(Character(scalar)).utf8)
        }
    }

    private mutating func name() throws(WireError) -> String {
        let start = position
        while position < bytes.count {
            switch bytes[position] {
            case 0x30...0x3A, 0x41...0x5A, 0x61...0x7A, 0x5F, 0x2D, 0x2E, 0x80...:
                position += 1
                continue
            default: break
            }
            break
        }
        guard position > start else { throw WireError("XML name expected") }
        return String(streamSafe: bytes[start..<position])
    }

    /// Byte order mark, declaration, comments and white space around the root element.
    private mutating func skipMisc() throws(WireError) {
        if position == 0, bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
        while true {
            skipWhitespace()
            if take("<!--") {
                try skip(past: "-->")
            } else if take("<?") {
                try skip(past: "?>")
            } else {
                return
            }
        }
    }

    private mutating func skip(past terminator: StaticString) throws(WireError) {
        while position < bytes.count {
            if take(terminator) { return }
            position += 1
        }
        throw WireError("XML ends early")
    }

    private mutating func take(_ word: StaticString) -> Bool {
        let length = word.utf8CodeUnitCount
        guard position + length <= bytes.count else { return false }
        for offset in 0..<length where bytes[position + offset] != word.utf8Start[offset] { return false }
        position += length
        return true
    }

    private mutating func skipWhitespace() {
        while position < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[position]) { position += 1 }
    }
}

extension Unicode.Scalar {
    /// What XML 1.0 calls a character.
    fileprivate var isAllowedInXML: Bool {
        switch value {
        case 0x09, 0x0A, 0x0D, 0x20...0xFFFD, 0x10000...: true
        default: false
        }
    }
}
