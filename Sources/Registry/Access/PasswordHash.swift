import CryptoExtras
import Eureka
import Foundation

/// A password as it is kept: `$pbkdf2-sha256$ITERATIONS$SALT$HASH`, as Python's passlib writes it too.
public struct PasswordHash: Hashable, Sendable, CustomStringConvertible {
    /// What new hashes are made with; about 0.2 s of one core.
    public static let usualIterations = 600_000
    /// Fewer protect no password that a person has chosen.
    public static let leastIterations = 100_000
    /// More would keep a core busy for seconds with each stranger.
    public static let mostIterations = 2_000_000

    private static let scheme = "pbkdf2-sha256"
    private static let saltSize = 16
    private static let hashSize = 32

    let iterations: Int
    private let salt: [UInt8]
    private let hash: [UInt8]

    /// Hashes a password with a salt of its own.
    public init(of password: String, iterations: Int = usualIterations) throws(RegistryError) {
        let salt = Self.random(Self.saltSize)
        guard let hash = Self.derive(password, salt: salt, iterations: iterations) else {
            throw RegistryError("the password cannot be hashed")
        }
        self.iterations = iterations
        self.salt = salt
        self.hash = hash
    }

    /// A hash that belongs to no password, to compute in place of one that does not exist.
    init(decoyWith iterations: Int) {
        self.iterations = iterations
        salt = Self.random(Self.saltSize)
        hash = Self.random(Self.hashSize)
    }

    /// Reads a hash.
    ///
    /// - Throws: `RegistryError` that says what is meant instead, without quoting it.
    public init(_ text: some StringProtocol) throws(RegistryError) {
        let parts = String(text).split(separator: "$" as Character, omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 5, parts[0].isEmpty, parts[1] == Self.scheme else {
            throw RegistryError(
                "what follows the name is no $\(Self.scheme)$… hash: make the line with bluegreen credential")
        }
        guard let iterations = Int(parts[2]), (Self.leastIterations...Self.mostIterations).contains(iterations) else {
            throw RegistryError(
                "the hash's iterations are not a number from \(Self.leastIterations) to \(Self.mostIterations)")
        }
        guard let salt = Self.bytes(parts[3]), salt.count >= 8 else {
            throw RegistryError("the hash's salt is not Base64 of 8 bytes or more: part of the line may be missing")
        }
        guard let hash = Self.bytes(parts[4]), hash.count == Self.hashSize else {
            throw RegistryError("the hash is not Base64 of \(Self.hashSize) bytes: part of the line may be missing")
        }
        self.iterations = iterations
        self.salt = salt
        self.hash = hash
    }

    /// Computes the hash anew and compares without telling by its duration how much was right. Takes a good part of a
    /// second.
    func matches(_ password: String) -> Bool {
        guard let derived = Self.derive(password, salt: salt, iterations: iterations), derived.count == hash.count
        else {
            return false
        }
        var difference: UInt8 = 0
        for index in hash.indices { difference |= hash[index] ^ derived[index] }
        return difference == 0
    }

    /// As it is written to the file.
    public var text: String {
        "$\(Self.scheme)$\(iterations)$\(Self.text(salt))$\(Self.text(hash))"
    }

    /// Never the hash.
    public var description: String { "\(Self.scheme) hash" }

    private static func derive(_ password: String, salt: [UInt8], iterations: Int) -> [UInt8]? {
        // The checked variant wants more iterations than a hash from elsewhere may have.
        let key = try? KDF.Insecure.PBKDF2.deriveKey(
            from: Array(password.utf8), salt: salt, using: .sha256, outputByteCount: hashSize,
            unsafeUncheckedRounds: iterations)
        return key.map { $0.withUnsafeBytes { Array($0) } }
    }

    private static func random(_ count: Int) -> [UInt8] {
        var generator = SystemRandomNumberGenerator()
        return (0..<count).map { _ in UInt8.random(in: 0 ... .max, using: &generator) }
    }

    /// passlib's Base64: a dot for the plus, no padding.
    private static func text(_ bytes: [UInt8]) -> String {
        String(Base64.encoded(bytes).compactMap { $0 == "=" ? nil : $0 == "+" ? "." : $0 })
    }

    private static func bytes(_ text: String) -> [UInt8]? {
        let padding = String(repeating: "=", count: (4 - text.utf8.count % 4) % 4)
        return Base64.decoded(text.map { $0 == "." ? "+" : String($0) }.joined() + padding)
    }
}
