/// What an instance calls itself, in ZooKeeper and in the registry alike. Unique within its app.
public struct InstanceID: RawRepresentable, Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The id exactly as the instance gave it: case counts.
    public let rawValue: String

    /// Takes any text as an id; ZooKeeper's paths encode what they cannot hold.
    public init(rawValue: String) {
        self.rawValue = rawValue
    }

    /// The id as people and logs see it.
    public var description: String { rawValue }

    /// Alphabetical: the order in which the instances of a fleet are stepped through.
    public static func < (left: InstanceID, right: InstanceID) -> Bool { left.rawValue < right.rawValue }
}

extension InstanceID: Codable {
    /// Reads the id from a plain string; throws `DecodingError` for anything else.
    public init(from decoder: any Decoder) throws {
        self.init(rawValue: try decoder.singleValueContainer().decode(String.self))
    }

    /// Writes the id as a plain string.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(rawValue)
    }
}
