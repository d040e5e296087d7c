/// An instance that nobody has heard of for the whole of its lease.
public struct ExpiredLease: Hashable, Sendable {
    /// The instance.
    public let key: InstanceKey
    /// From when on it could be taken out.
    public let deadline: EpochMilliseconds
}
