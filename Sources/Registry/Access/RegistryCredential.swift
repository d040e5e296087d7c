/// Who may call the registry: a name, the hash of a password, and rights.
public struct RegistryCredential: Hashable, Sendable, CustomStringConvertible {
    /// The name and what it may do.
    public let principal: Principal
    let hash: PasswordHash

    /// - Throws: `RegistryError` when the name cannot be one.
    public init(name: String, hash: PasswordHash, rights: [Right]) throws(RegistryError) {
        guard Self.isName(name) else {
            throw RegistryError("\"\(name)\" is no name: write up to 64 letters, digits, dots, hyphens and underscores")
        }
        principal = Principal(name: name, rights: rights)
        self.hash = hash
    }

    /// The single user and password of a deployment that tells nobody apart: every right.
    ///
    /// - Parameter userAndPassword: `user:password`.
    public init(withEveryRight userAndPassword: String) throws(RegistryError) {
        guard let colon = userAndPassword.firstIndex(of: ":") else { throw RegistryError("write user:password") }
        principal = Principal(name: String(userAndPassword[..<colon]), rights: Right.all)
        // Kept nowhere, so that the fewest iterations will do.
        let password = String(userAndPassword[userAndPassword.index(after: colon)...])
        hash = try PasswordHash(of: password, iterations: PasswordHash.leastIterations)
    }

    /// The line of the credential file.
    public var line: String {
        "\(principal.name):\(hash.text) \(principal.rights.map(\.description).joined(separator: " "))"
    }

    /// Name and rights; never the hash.
    public var description: String { "\(principal.name) \(principal.rights)" }

    private static func isName(_ text: String) -> Bool {
        (1...64).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"):
                    true
                default: "-._".utf8.contains(byte)
                }
            }
    }
}
