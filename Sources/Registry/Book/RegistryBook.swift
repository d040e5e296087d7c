import Coordination
import Eureka
import Logging
import Metrics
import NIOConcurrencyHelpers
import ZooKeeper

/// The registry itself: Eureka's rules in memory, written ahead to ZooKeeper.
///
/// Reads and heartbeats never wait for anything. A status change is durable before it is true. A registration or cancel
/// is true at once and written as soon as ZooKeeper takes it, normally before it is answered. Without a store everything
/// is in memory only.
final class RegistryBook: Sendable {
    struct State: Sendable {
        var registry: LeaseRegistry
        var readers = ReaderLog()
        /// From when on `readers` lists everybody.
        var readersSince: EpochMilliseconds
        /// False until everything kept has been read; nothing is answered before.
        var isLoaded = false
        /// Instances whose record in the store is not, or may not be, what memory has.
        var unwritten: Set<InstanceKey> = []
        /// Instances whose status change was asked of the store without an answer: look before acting.
        var doubtful: Set<InstanceKey> = []
        /// Highest epoch seen; counts only without a store, which checks the epoch itself.
        var highestEpoch: Int64 = .min
        /// No answer may carry a revision above this one before the store has been told.
        var revisionCeiling: Int64 = .max
    }

    let state: NIOLockedValueBox<State>
    let gate = KeyedGate()
    let clock = RegistryClock()
    let store: RegistryStore?
    let configuration: RegistryServer.Configuration
    let metrics: RegistryMetrics
    let logger: Logger

    init(
        store: RegistryStore?,
        configuration: RegistryServer.Configuration,
        metrics: RegistryMetrics,
        logger: Logger
    ) {
        self.store = store
        self.configuration = configuration
        self.metrics = metrics
        self.logger = logger
        // Without a store the revision starts at the time, so that it does not go back over a restart either.
        var state = State(registry: LeaseRegistry(revision: store == nil ? clock.now : 0), readersSince: clock.now)
        state.isLoaded = store == nil
        self.state = NIOLockedValueBox(state)
    }

    // MARK: What is

    var isLoaded: Bool { state.withLockedValue(\.isLoaded) }

    var revision: Int64 { state.withLockedValue { $0.registry.revision } }

    /// Something read from the registry, with the revision it shows.
    func read<Value>(_ body: (LeaseRegistry) -> Value) -> (value: Value, revision: Int64) {
        state.withLockedValue { (body($0.registry), $0.registry.revision) }
    }

    /// The changes of the last minutes, with the revision they lead to.
    func delta() -> (value: Applications, revision: Int64) {
        let now = clock.now
        return state.withLockedValue { ($0.registry.delta(now: now), $0.registry.revision) }
    }

    // MARK: Readers

    func fetched(_ reader: ReaderLog.Key, revision: Int64, isGateway: Bool) {
        let now = clock.now
        state.withLockedValue { $0.readers.fetched(reader, revision: revision, isGateway: isGateway, now: now) }
    }

    var readers: RegistryReaders {
        let now = clock.now
        return state.withLockedValue {
            RegistryReaders(
                revision: $0.registry.revision, readers: $0.readers.current(now: now), now: now, since: $0.readersSince)
        }
    }

    // MARK: Leases

    func heartbeat(_ key: InstanceKey, lastDirtyTimestamp: EpochMilliseconds?) -> HeartbeatOutcome {
        let now = clock.now
        let outcome = state.withLockedValue {
            $0.registry.heartbeat(key, lastDirtyTimestamp: lastDirtyTimestamp, now: now)
        }
        (outcome == .unknown ? metrics.unknownRenewals : metrics.renewals).increment()
        return outcome
    }
}
