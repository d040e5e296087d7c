/// The credential file: one line each, `name:HASH right right…`; blank lines and those that begin with # count for
/// nothing.
public struct CredentialFile: Hashable, Sendable {
    /// More lines with credentials than this are refused.
    public static let maximumCredentials = 10_000

    /// In the order of the file; at least one.
    public let credentials: [RegistryCredential]

    /// Reads the text of a file.
    ///
    /// - Parameter path: Only for the sentence of an error.
    /// - Throws: `RegistryError` that begins with `path:line:` and quotes no hash.
    public init(path: String, text: String) throws(RegistryError) {
        var credentials: [RegistryCredential] = []
        var lines: [String: Int] = [:]
        for (index, content) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
            let number = index + 1
            let words = content.split(whereSeparator: \.isWhitespace)
            guard let first = words.first, !first.hasPrefix("#") else { continue }
            do throws(RegistryError) {
                let credential = try Self.credential(first, words.dropFirst())
                if let earlier = lines.updateValue(number, forKey: credential.principal.name) {
                    throw RegistryError(
                        "\"\(credential.principal.name)\" is there twice, first in line \(earlier): keep one of them")
                }
                guard credentials.count < Self.maximumCredentials else {
                    throw RegistryError("more than \(Self.maximumCredentials) credentials")
                }
                credentials.append(credential)
            } catch {
                throw RegistryError("\(path):\(number): \(error)")
            }
        }
        guard !credentials.isEmpty else {
            throw RegistryError("\(path):1: no credentials in this file: nobody could call the registry")
        }
        self.credentials = credentials
    }

    private static func credential(
        _ identity: Substring, _ words: ArraySlice<Substring>
    ) throws(RegistryError) -> RegistryCredential {
        guard let colon = identity.firstIndex(of: ":") else {
            throw RegistryError("no colon after the name: write name:HASH right right…, as bluegreen credential does")
        }
        let hash = try PasswordHash(identity[identity.index(after: colon)...])
        guard !words.isEmpty else {
            throw RegistryError(
                "\"\(identity[..<colon])\" has no rights: add read, register:APP or others after the hash")
        }
        var rights: [Right] = []
        for word in words {
            let right = try Right(String(word))
            if !rights.contains(right) { rights.append(right) }
        }
        return try RegistryCredential(name: String(identity[..<colon]), hash: hash, rights: rights)
    }
}
