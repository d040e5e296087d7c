/// A step that was made, as history keeps it.
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

extension StepRecord {
    /// `<milliseconds since 1970> enable|disable[!] <instance id>`; the `!` marks a step that was given up.
    var line: String {
        let id =
            instance.rawValue.utf8.contains { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "%") }
            ? escapedID : instance.rawValue
        return "\(at.milliseconds) \(change.rawValue)\(isVerified ? "" : "!") \(id)"
    }

    /// Nil when the line is not a step.
    init?(line: Substring) {
        let parts = line.split(separator: " ", maxSplits: 2)
        guard parts.count == 3, let milliseconds = Int64(parts[0]) else { return nil }
        let isVerified = !parts[1].hasSuffix("!")
        guard let change = StatusChange.Kind(rawValue: String(isVerified ? parts[1] : parts[1].dropLast())) else {
            return nil
        }
        let id = String(parts[2]).replacing("%0A", with: "\n").replacing("%25", with: "%")
        self.init(
            change: change, instance: InstanceID(rawValue: id), at: Timestamp(milliseconds: milliseconds),
            isVerified: isVerified)
    }

    /// An id may hold anything; a line holds no line break.
    private var escapedID: String {
        instance.rawValue.replacing("%", with: "%25").replacing("\n", with: "%0A")
    }
}
