/// A user and a password, as HTTP Basic sends them.
public struct BasicCredential: Hashable, Sendable, CustomStringConvertible, CustomDebugStringConvertible {
    /// What is before the first colon.
    public let user: String
    /// What is after it.
    public let password: String

    /// Takes `user:password`; nil without a colon.
    public init?(_ userAndPassword: some StringProtocol) {
        guard let colon = userAndPassword.firstIndex(of: ":") else { return nil }
        user = String(userAndPassword[..<colon])
        password = String(userAndPassword[userAndPassword.index(after: colon)...])
    }

    /// Takes the value of an `Authorization` header; nil for another scheme and for what is not UTF-8 in Base64.
    public init?(header: String) {
        let scheme = header.prefix { $0 != " " }
        guard scheme.lowercased() == "basic" else { return nil }
        let text = header.dropFirst(scheme.count).drop { $0 == " " }
        guard let bytes = Base64.decoded(String(text)), let pair = String(validating: bytes, as: UTF8.self) else {
            return nil
        }
        self.init(pair)
    }

    /// The value of the `Authorization` header.
    public var header: String { "Basic " + Base64.encoded(Array("\(user):\(password)".utf8)) }

    /// Never the password, and not the user either.
    public var description: String { "credentials" }
    /// Never the password, and not the user either.
    public var debugDescription: String { description }
}
