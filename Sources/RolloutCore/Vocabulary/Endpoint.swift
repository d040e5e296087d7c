/// Where an instance listens, written `host:port`.
public struct Endpoint: Hashable, Sendable, CustomStringConvertible {
    /// A host name or an address; IPv6 without brackets.
    public let host: String
    /// The TCP port; within 1...65535 when read from text.
    public let port: Int

    /// Takes both as they are: only reading from text checks them.
    public init(host: String, port: Int) {
        self.host = host
        self.port = port
    }

    /// Reads `host:port` or `[v6]:port`; nil when there is no host or the port is not within 1...65535.
    public init?(_ text: String) {
        guard let colon = text.lastIndex(of: ":"), colon != text.startIndex else { return nil }
        guard let port = Int(text[text.index(after: colon)...]), (1...65_535).contains(port) else { return nil }
        var host = String(text[..<colon])
        if host.hasPrefix("["), host.hasSuffix("]") { host = String(host.dropFirst().dropLast()) }
        guard !host.isEmpty, !host.contains(where: { $0.isWhitespace || $0 == "/" || $0 == "@" }) else { return nil }
        self.init(host: host, port: port)
    }

    /// `host:port`, with IPv6 in brackets: what reading from text takes back.
    public var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}

extension Endpoint: Codable {
    /// Reads the string `host:port`; throws `DecodingError` when it is none.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let endpoint = Endpoint(text) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "\(text) is not host:port")
        }
        self = endpoint
    }

    /// Writes the string `host:port`.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
