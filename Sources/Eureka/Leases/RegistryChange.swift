/// What is about to become true of one instance: computed, to be made durable, then applied.
///
/// Nothing has happened before ``LeaseRegistry/apply(_:now:)``; dropping a change is free.
public struct RegistryChange: Hashable, Sendable {
    /// The instance.
    public let key: InstanceKey
    /// The record the instance will have; nil when it goes.
    public let record: InstanceRecord?
    /// False when the record stays as it is and only the lease is renewed: nothing to persist, nothing to announce.
    public let isVisible: Bool
    /// The version of the record this was computed from; 0 when there was none.
    public let base: Int64
}
