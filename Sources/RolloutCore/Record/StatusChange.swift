/// One step: an instance enabled (made UP) or disabled (made OUT_OF_SERVICE).
public struct StatusChange: Codable, Hashable, Sendable, CustomStringConvertible {
    public enum Kind: String, Codable, Hashable, Sendable {
        case enable
        case disable
    }

    public let kind: Kind
    public let instance: InstanceID
    public let color: Color
    /// When the leader decided on it.
    public let since: Timestamp

    public init(kind: Kind, instance: InstanceID, color: Color, since: Timestamp) {
        self.kind = kind
        self.instance = instance
        self.color = color
        self.since = since
    }

    /// The status to set.
    public var status: InstanceStatus { kind == .enable ? .up : .outOfService }

    public var description: String { "\(kind.rawValue) \(instance)" }

    /// Whether the registries show that this step is done.
    func isVerified(by instance: Instance) -> Bool {
        switch kind {
        case .enable: instance.registration.status == .up
        case .disable: instance.registration.status != nil && !instance.isEnabled
        }
    }
}
