/// Who the client says it is.
///
/// The credential travels in clear text on every connect: it prevents accidents, not attackers.
public struct Credential: Sendable, CustomStringConvertible, CustomDebugStringConvertible {
    /// Name of the authentication scheme; the C client of 3.8 knows `digest` everywhere.
    public let scheme: String
    /// Name of the user.
    public let user: String
    let password: String

    /// A user and password of the scheme `digest`.
    public init(user: String, password: String) {
        self.scheme = "digest"
        self.user = user
        self.password = password
    }

    var certificate: String { user + ":" + password }

    /// Scheme and user; never the password.
    public var description: String { "\(scheme):\(user):***" }
    /// Scheme and user; never the password.
    public var debugDescription: String { description }
}
