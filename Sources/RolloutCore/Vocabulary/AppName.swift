/// The name of what is switched as a whole, as its instances register it (`service-client`).
public struct AppName: RawRepresentable, Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The name exactly as written: case counts, and nothing is trimmed.
    public let rawValue: String

    /// Takes any text as a name; ZooKeeper's paths encode what they cannot hold.
    public init(rawValue: String) {
        self.rawValue = rawValue
    }

    /// The name as people and logs see it.
    public var description: String { rawValue }

    /// Alphabetical, so that lists come in the same order every time.
    public static func < (left: AppName, right: AppName) -> Bool { left.rawValue < right.rawValue }
}

extension AppName: Codable {
    /// Reads the name from a plain string; throws `DecodingError` for anything else.
    public init(from decoder: any Decoder) throws {
        self.init(rawValue: try decoder.singleValueContainer().decode(String.self))
    }

    /// Writes the name as a plain string.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(rawValue)
    }
}
