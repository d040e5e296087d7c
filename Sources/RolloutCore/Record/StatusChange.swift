/// One step: an instance enabled (made UP) or disabled (made OUT_OF_SERVICE).
public struct StatusChange: Codable, Hashable, Sendable, CustomStringConvertible {
    /// Which way an instance is moved: into traffic or out of it.
    public enum Kind: String, Codable, Hashable, Sendable {
        /// Made UP.
        case enable
        /// Made OUT_OF_SERVICE.
        case disable
    }

    /// Whether the instance is enabled or disabled.
    public let kind: Kind
    /// The one instance whose status is changed.
    public let instance: InstanceID
    /// The color of its fleet, where it is looked for to verify the step.
    public let color: Color
    /// When the leader decided on it.
    public let since: Timestamp

    /// A step decided on at `since`, from which its deadline counts.
    public init(kind: Kind, instance: InstanceID, color: Color, since: Timestamp) {
        self.kind = kind
        self.instance = instance
        self.color = color
        self.since = since
    }

    /// The status to set.
    public var status: InstanceStatus { kind == .enable ? .up : .outOfService }

    /// `enable <instance id>` or `disable <instance id>`, for sentences.
    public var description: String { "\(kind.rawValue) \(instance)" }

    /// Whether the registries show that this step is done.
    func isVerified(by instance: Instance) -> Bool {
        switch kind {
        case .enable: instance.registration.status == .up
        case .disable: instance.registration.status != nil && !instance.isEnabled
        }
    }
}
