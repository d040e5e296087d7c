/// The server's number for one session; the owner of an ephemeral znode is told by it.
public struct SessionID: Hashable, Sendable, CustomStringConvertible {
    /// The number itself.
    public let rawValue: Int64

    /// Names a session by its number.
    public init(rawValue: Int64) {
        self.rawValue = rawValue
    }

    /// Hexadecimal as in the server's log, for example `0x10000a2c4d30001`.
    public var description: String {
        "0x" + String(UInt64(bitPattern: rawValue), radix: 16)
    }
}
