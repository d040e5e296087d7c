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
        // Under one lock: revision, readers and listing belong together.
        self = book.state.withLockedValue { state in
            let listing = state.registry.applications
            var page = RegistryPage(
                name: name,
                now: now,
                started: started,
                isLoaded: state.isLoaded,
                store: store,
                listing: listing,
                readers: RegistryReaders(
                    revision: state.registry.revision,
                    readers: state.readers.current(now: now),
                    now: now,
                    since: state.readersSince
                ),
                unwritten: state.unwritten.count,
                maximumInstances: maximum
            )
            page.replicas = [
                Replica(name: name, isThis: true, revision: state.registry.revision, hashCode: listing.hashCode)
            ]
            page.registered = RecentLease.granted(in: listing)
            page.cancelled = RecentLease.ended(in: state.registry.delta(now: now))
            return page
        }
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
