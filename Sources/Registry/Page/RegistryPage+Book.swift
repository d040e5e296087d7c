import Coordination
import Eureka
import NIOConcurrencyHelpers

extension RegistryPage {
    /// What the book knows at this moment: the one place where the page meets the registry.
    ///
    /// - Parameter started: When this registry started.
    init(book: RegistryBook, started: EpochMilliseconds) {
        let now = book.clock.now
        let store: Store =
            if let store = book.store { store.isConnected ? .connected : .away } else { .standalone }
        let name = "\(book.configuration.host):\(book.configuration.port)"
        let maximum = book.configuration.maximumInstances
        // One reading: revision, readers and listing belong together.
        var state = book.state.withLockedValue { $0 }
        let listing = state.registry.applications
        let revision = book.revision(in: state)
        self.init(
            name: name,
            now: now,
            started: started,
            isLoaded: state.isLoaded,
            store: store,
            listing: listing,
            readers: RegistryReaders(
                revision: revision,
                readers: state.readers.current(now: now),
                now: now,
                since: state.listsAllReadersSince
            ),
            unwritten: state.ledger.unwritten.count,
            maximumInstances: maximum
        )
        brake = state.brake.since.map { Brake(held: state.brake.held, instances: state.registry.count, since: $0) }
        replicas = [Replica(name: name, isThis: true, revision: revision, hashCode: listing.hashCode)]
        replicas += state.replicas.others.map { other in
            let heard = state.replicas.heard[other.id]
            return Replica(
                name: other.address, isThis: false, revision: heard?.revision, hashCode: heard?.hash,
                heard: heard?.time)
        }
        registered = RecentLease.granted(in: listing)
        cancelled = RecentLease.ended(in: state.registry.delta(now: now))
    }
}

extension RegistryPage.RecentLease {
    /// How many are shown.
    static let most = 50

    /// The newest leases of a listing.
    static func granted(in listing: Applications) -> [Self] {
        let leases = listing.applications.flatMap { app in
            app.instances.map {
                Self(time: $0.lease.registrationTimestamp, app: app.name, id: $0.effectiveID)
            }
        }
        return Array(leases.sorted { $0.time > $1.time }.prefix(most))
    }

    /// The leases that ended within a delta's three minutes.
    static func ended(in delta: Applications) -> [Self] {
        let leases = delta.applications.flatMap { app in
            app.instances.filter { $0.actionType == .deleted }.map {
                Self(time: $0.lease.evictionTimestamp, app: app.name, id: $0.effectiveID)
            }
        }
        return Array(leases.sorted { $0.time > $1.time }.prefix(most))
    }
}
