/// What a password may be, so that every Eureka client can send it from its URL.
public enum PasswordRule {
    /// Longer ones are refused.
    public static let longest = 256

    private static let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789")

    /// Why a password cannot be used, in one sentence; nil when it can.
    public static func refusal(of password: String) -> String? {
        if password.isEmpty { return "the password is empty" }
        if password.utf8.count > longest { return "the password is longer than \(longest) characters" }
        let isFine = password.utf8.allSatisfy { (0x20...0x7E).contains($0) && $0 != UInt8(ascii: ":") }
        return isFine
            ? nil
            : "the password must be of printable ASCII characters without a colon: Eureka clients cut the credentials of "
                + "their URL at the colon, and do not agree on how other characters are sent"
    }

    /// Whether it can stand in a URL as it is, without `%40` and the like.
    public static func isPlainInURLs(_ password: String) -> Bool {
        password.utf8.allSatisfy { byte in
            letters.contains(Character(Unicode.Scalar(byte))) || "-._~".utf8.contains(byte)
        }
    }

    /// A random password of letters and digits: 190 bits.
    public static func generate() -> String {
        var generator = SystemRandomNumberGenerator()
        return String((0..<32).compactMap { _ in letters.randomElement(using: &generator) })
    }
}
