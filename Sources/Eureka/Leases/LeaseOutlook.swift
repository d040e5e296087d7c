/// What there is to do about the leases, as far as it is this replica's.
public struct LeaseOutlook: Hashable, Sendable {
    /// Those that have run out, those that ran out first in front.
    public let expired: [ExpiredLease]
    /// When the next of the others runs out; nil when none does.
    public let next: EpochMilliseconds?
}
