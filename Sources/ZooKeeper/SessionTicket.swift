/// What it takes to go on with a session in another process: its number and the password that the servers gave it.
///
/// Whoever has it can take the session over, so it is kept as a secret is. It is of use until the session times out. Two
/// living clients with one ticket take the session from each other again and again: lock the place where it is kept.
public struct SessionTicket: Hashable, Sendable {
    /// The session's number.
    public let id: SessionID
    /// Sixteen bytes.
    public let password: [UInt8]

    /// Bytes of a password.
    public static let passwordLength = 16

    /// A ticket that was kept; nil when the password has not the right length.
    public init?(id: SessionID, password: [UInt8]) {
        guard password.count == Self.passwordLength else { return nil }
        self.id = id
        self.password = password
    }
}
