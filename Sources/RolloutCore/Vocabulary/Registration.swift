/// What the registries say of one instance, all of them taken together.
public enum Registration: Hashable, Sendable {
    /// Every registry shows this status, and this override (nil: none).
    case registered(InstanceStatus, override: InstanceStatus?)
    /// No registry knows it.
    case missing
    /// The registries differ: who says what, in a few words.
    case disagreement(String)
    /// A registry cannot be asked: which, and why.
    case unavailable(String)

    /// The status that every registry shows; nil when there is none.
    public var status: InstanceStatus? {
        guard case .registered(let status, _) = self else { return nil }
        return status
    }
}
