/// Writes XML text as XStream prints it: two spaces a level, no declaration, one element a line.
struct XMLWriter {
    private(set) var bytes: [UInt8] = []
    private var depth = 0

    init(capacity: Int = 1024) { bytes.reserveCapacity(capacity) }

    mutating func begin(_ name: String, attribute: (String, String)? = nil) {
        indent()
        startTag(name, attribute)
        bytes.append(contentsOf: ">\n".utf8)
        depth += 1
    }

    mutating func end(_ name: String) {
        depth -= 1
        indent()
        endTag(name)
    }

    mutating func element(_ name: String, _ text: String?, attribute: (String, String)? = nil) {
        guard let text else { return }
        indent()
        startTag(name, attribute)
        bytes.append(0x3E)
        escape(text)
        endTag(name)
    }

    mutating func element(_ name: String, _ number: some FixedWidthInteger) { element(name, String(number)) }

    mutating func empty(_ name: String, attribute: (String, String)) {
        indent()
        startTag(name, attribute)
        bytes.append(contentsOf: "/>\n".utf8)
    }

    private mutating func indent() {
        for _ in 0..<depth {
            bytes.append(0x20)
            bytes.append(0x20)
        }
    }

    private mutating func startTag(_ name: String, _ attribute: (String, String)?) {
        bytes.append(0x3C)
        bytes.append(contentsOf: name.utf8)
        guard let attribute else { return }
        bytes.append(0x20)
        bytes.append(contentsOf: attribute.0.utf8)
        bytes.append(contentsOf: "=\"".utf8)
        escape(attribute.1)
        bytes.append(0x22)
    }

    private mutating func endTag(_ name: String) {
        bytes.append(contentsOf: "</".utf8)
        bytes.append(contentsOf: name.utf8)
        bytes.append(contentsOf: ">\n".utf8)
    }

    /// What may not stand in XML 1.0 at all becomes the replacement character.
    private mutating func escape(_ text: String) {
        var text = text
        text.withUTF8 { utf8 in
            for (index, byte) in utf8.enumerated() {
                switch byte {
                case 0x26: bytes.append(contentsOf: "&amp;".utf8)
                case 0x3C: bytes.append(contentsOf: "&lt;".utf8)
                case 0x3E: bytes.append(contentsOf: "&gt;".utf8)
                case 0x22: bytes.append(contentsOf: "&quot;".utf8)
                case 0x27: bytes.append(contentsOf: "&apos;".utf8)
                case 0x0D: bytes.append(contentsOf: "&#xd;".utf8)
                case 0x09, 0x0A: bytes.append(byte)
                case ..<0x20: bytes.append(contentsOf: "\u{FFFD}".utf8)
                case 0xBE where utf8.endsNoncharacter(index), 0xBF where utf8.endsNoncharacter(index):
                    bytes.append(0xBD)
                default: bytes.append(byte)
                }
            }
        }
    }
}

extension UnsafeBufferPointer<UInt8> {
    /// Whether U+FFFE or U+FFFF ends here; all but the last byte is that of U+FFFD.
    fileprivate func endsNoncharacter(_ index: Int) -> Bool {
        index >= 2 && self[index - 2] == 0xEF && self[index - 1] == 0xBF && self[index] >= 0xBE
    }
}
