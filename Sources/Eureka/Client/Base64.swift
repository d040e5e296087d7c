/// Base64 for one header; saves Foundation.
enum Base64 {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")

    static func encoded(_ bytes: [UInt8]) -> String {
        var text = ""
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let chunk = bytes[start..<min(start + 3, bytes.count)]
            var group: UInt32 = 0
            for offset in 0..<3 { group = group << 8 | UInt32(offset < chunk.count ? chunk[start + offset] : 0) }
            for index in 0..<4 {
                text.append(index > chunk.count ? "=" : alphabet[Int(group >> UInt32(18 - 6 * index) & 63)])
            }
        }
        return text
    }
}
