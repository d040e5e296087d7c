/// A step that was made, as history keeps it. Written as one short string, since a rollout of a large fleet has a thousand.
public struct StepRecord: Hashable, Sendable {
    /// Whether the instance was enabled or disabled.
    public let change: StatusChange.Kind
    /// The instance that was moved, or was to be.
    public let instance: InstanceID
    /// When the registries were seen to show it.
    public let at: Timestamp
    /// False when it was given up: the instance went away, or did not come UP in time.
    public let isVerified: Bool

    /// A step that has come to its end, done or given up.
    public init(change: StatusChange.Kind, instance: InstanceID, at: Timestamp, isVerified: Bool) {
        self.change = change
        self.instance = instance
        self.at = at
        self.isVerified = isVerified
    }
}

extension StepRecord: Codable {
    /// `<milliseconds since 1970> enable|disable[!] <instance id>`; the `!` marks a step that was given up.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        let parts = text.split(separator: " ", maxSplits: 2)
        guard parts.count == 3, let milliseconds = Int64(parts[0]) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "\(text) is not a step")
        }
        let isVerified = !parts[1].hasSuffix("!")
        guard let change = StatusChange.Kind(rawValue: String(isVerified ? parts[1] : parts[1].dropLast())) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "\(text) is not a step")
        }
        self.init(
            change: change, instance: InstanceID(rawValue: String(parts[2])),
            at: Timestamp(milliseconds: milliseconds), isVerified: isVerified)
    }

    /// Writes the one short string that `init(from:)` reads; the moment to the millisecond.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode("\(at.milliseconds) \(change.rawValue)\(isVerified ? "" : "!") \(instance)")
    }
}
