/// An instance id as HAProxy takes it for the name of a server or a backend: letters, digits and `-_.:`.
///
/// An ordinary id is its own name. Every other byte is written `_XX`, so that two ids never share a name.
enum ServerName {
    /// Longer ids end in a hash of the whole.
    static let longest = 120

    static func encode(_ id: String) -> String {
        let bytes = Array(id.utf8)
        var name = ""
        for (index, byte) in bytes.enumerated() {
            if isPlain(byte), !(byte == UInt8(ascii: "_") && looksEscaped(bytes[(index + 1)...])) {
                name.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                name += "_" + hex(byte)
            }
        }
        guard name.utf8.count > longest else { return name }
        let sum = hash(bytes)
        let text = stride(from: 56, through: 0, by: -8).map { hex(UInt8(truncatingIfNeeded: sum >> UInt64($0))) }
        return String(name.prefix(longest - 17)) + "-" + text.joined()
    }

    /// A number for a name, the same in every process: HAProxy takes 1 to 2^31 - 1.
    static func number(_ name: String) -> Int { Int(hash(Array(name.utf8)) % 0x7FFF_FFFE) + 1 }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."),
            UInt8(ascii: ":"):
            true
        default: false
        }
    }

    /// Whether what comes after an underscore would read as an escape.
    private static func looksEscaped(_ rest: ArraySlice<UInt8>) -> Bool {
        rest.count >= 2 && rest.prefix(2).allSatisfy { digits.contains($0) }
    }

    private static let digits = Array("0123456789ABCDEF".utf8)

    private static func hex(_ byte: UInt8) -> String {
        String(decoding: [digits[Int(byte >> 4)], digits[Int(byte & 15)]], as: UTF8.self)
    }

    /// FNV-1a, 64 bits: the same in every process.
    private static func hash(_ bytes: [UInt8]) -> UInt64 {
        bytes.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    }
}
