import Eureka

/// The registry's page for people, as plain data: everything it shows, and nothing it would have to ask for.
///
/// Its counterpart in Eureka is the dashboard at `/`; the headings are the same where the things are.
struct RegistryPage: Hashable, Sendable {
    /// Where what is registered is kept.
    enum Store: Hashable, Sendable {
        /// In memory only.
        case standalone
        /// In ZooKeeper, which answers.
        case connected
        /// In ZooKeeper, which does not answer: no status changes, no lease expires.
        case away
    }

    /// The mass-loss brake while it holds: too many leases ran out at once to believe it.
    struct Brake: Hashable, Sendable {
        /// How many leases have run out and are held.
        var held: Int
        /// How many instances there were when it took hold.
        var instances: Int
        /// Since when it holds.
        var since: EpochMilliseconds
    }

    /// Where this registry listens, `host:port`.
    var name: String
    /// The moment shown, by the registry's clock.
    var now: EpochMilliseconds
    /// When this registry started.
    var started: EpochMilliseconds
    /// False until everything kept has been read.
    var isLoaded = true
    var store = Store.standalone
    /// Nil while it does not hold.
    var brake: Brake?
    /// Everything that is registered.
    var listing: Applications
    /// Who fetches, and the revision now.
    var readers: RegistryReaders
    /// This registry and those it shares its memory with.
    var replicas: [Replica] = []
    /// Newest first.
    var registered: [RecentLease] = []
    /// Newest first; cancelled by the client, or run out.
    var cancelled: [RecentLease] = []
    /// How many changes ZooKeeper has not got yet.
    var unwritten = 0
    /// How many instances there may be.
    var maximumInstances: Int
}
