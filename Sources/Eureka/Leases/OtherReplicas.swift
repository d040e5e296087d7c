/// The other replicas of the registry as the leases see them: what has its home at one of them is its to take out.
public struct OtherReplicas: Hashable, Sendable {
    /// Names of those at work.
    public var living: Set<String>
    /// Names of those whose word arrives here: if an instance renewed there, this replica would know.
    public var telling: Set<String>

    /// None, unless given.
    public init(living: Set<String> = [], telling: Set<String> = []) {
        self.living = living
        self.telling = telling
    }

    /// When an instance may be taken out here; nil while that is another replica's to say.
    ///
    /// One that is not heard of for a further full lease goes whatever its home: two replicas may each hold the other for
    /// it. Not while the home's word does not arrive, since then nobody here can tell.
    ///
    /// - Parameter full: How long its lease is.
    func due(_ lease: Lease, full: EpochMilliseconds) -> EpochMilliseconds? {
        guard case .replica(let home) = lease.home, living.contains(home) else { return lease.deadline }
        return telling.contains(home) ? lease.deadline + full : nil
    }
}
