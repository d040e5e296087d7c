import Coordination
import Eureka
import Logging
import Metrics
import NIOConcurrencyHelpers
import ZooKeeper

/// The registry itself: Eureka's rules in memory, durable in ZooKeeper and shared with the other replicas through it.
///
/// Reads and clients' heartbeats wait for the lock around memory, never for the store. A status change is durable before it is true. A registration or cancel
/// is true at once and written as soon as ZooKeeper takes it, normally before it is answered. Without a store everything
/// is in memory only.
final class RegistryBook: Sendable {
    struct State: Sendable {
        var registry: LeaseRegistry
        var ledger = Ledger()
        var progress = FeedProgress()
        /// The feed's entries as last seen.
        var feed: [Int64] = []
        var brake = LossBrake()
        /// When any client registered or renewed last.
        var lastHeard: EpochMilliseconds
        var readers: ReaderLog
        var gateways = GatewayLog()
        /// From when on `readers` lists everybody for whom there is room.
        var readersSince: EpochMilliseconds
        /// False until everything kept has been read; nothing is answered before.
        var isLoaded = false
        /// The other replicas, with what they have not been told yet.
        var replicas = ReplicaNews()
        var waiters = Waiters()
        /// Highest epoch seen; counts only without a store, which checks the epoch itself.
        var highestEpoch: Int64 = .min

        /// From when on nobody fetches unlisted.
        var listsAllReadersSince: EpochMilliseconds { max(readersSince, readers.listsAllSince ?? .min) }
    }

    let state: NIOLockedValueBox<State>
    let clock = RegistryClock()
    let store: RegistryStore?
    let configuration: RegistryServer.Configuration
    let metrics: RegistryMetrics
    let logger: Logger
    /// This run of this replica, as its writes and heartbeats are marked.
    let id: String
    /// Wakes the loop that writes to the store.
    let work: WakeSignal
    /// Wakes whoever waits for a change.
    let changes = ChangeBell()

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
        id = String(UInt64.random(in: 1 ..< .max), radix: 16)
        work = WakeSignal()
        // Without a store the revision starts at the time, so that it does not go back over a restart either.
        let now = clock.now
        var state = State(
            registry: LeaseRegistry(
                generation: store == nil ? now : 0, deltaVersion: now, deltaRetention: configuration.deltaRetention),
            lastHeard: now,
            readers: ReaderLog(longestSilence: Int64(configuration.readerSilence / .milliseconds(1))),
            readersSince: now)
        state.isLoaded = store == nil
        self.state = NIOLockedValueBox(state)
    }

    // MARK: What is

    var isLoaded: Bool { state.withLockedValue(\.isLoaded) }

    var isStoreAway: Bool { store.map { !$0.isConnected } ?? false }

    var revision: Int64 { state.withLockedValue { revision(in: $0) } }

    /// Whatever was shown up to that revision is in memory: the same for all replicas on one store.
    func revision(in state: State) -> Int64 { store == nil ? state.registry.generation : state.progress.revision }

    /// Something read from the registry, with the revision it shows.
    func read<Value>(_ body: (LeaseRegistry) -> Value) -> (value: Value, revision: Int64) {
        state.withLockedValue { (body($0.registry), revision(in: $0)) }
    }

    /// One instance, with the revision at which it was in this state; may be ahead of the rest.
    func instance(_ key: InstanceKey) -> (value: InstanceInfo?, revision: Int64) {
        state.withLockedValue { state in
            let revision = revision(in: state)
            let kept = state.ledger.kept[key]?.revision ?? revision
            return (state.registry.instance(key), max(revision, kept))
        }
    }

    /// The changes of the last minutes, with the revision they lead to.
    func delta() -> (value: Applications, revision: Int64) {
        let now = clock.now
        return state.withLockedValue { ($0.registry.delta(now: now), revision(in: $0)) }
    }

    /// Changes the state, and tells whoever waits when anything visible changed.
    func update<Value>(_ body: (inout State) -> Value) -> Value {
        let (value, isChanged) = state.withLockedValue { state in
            let before = (state.registry.generation, state.progress.revision)
            let value = body(&state)
            return (value, before != (state.registry.generation, state.progress.revision))
        }
        if isChanged { changes.ring() }
        return value
    }

    // MARK: Readers

    func fetched(
        _ reader: ReaderLog.Key, revision: Int64, isGateway: Bool = false, held: [Acknowledgement.Held] = []
    ) {
        let now = clock.now
        state.withLockedValue {
            $0.readers.fetched(reader, revision: revision, isGateway: isGateway, held: held, now: now)
        }
    }

    /// Nobody waits for the readers of this address until they fetch again; how many there were.
    func forgetReaders(address: String) -> Int { state.withLockedValue { $0.readers.forget(address: address) } }

    var readers: RegistryReaders {
        let now = clock.now
        return state.withLockedValue {
            RegistryReaders(
                revision: revision(in: $0), readers: $0.readers.current(now: now), now: now,
                since: $0.listsAllReadersSince)
        }
    }

    // MARK: Leases

    func heartbeat(_ key: InstanceKey, lastDirtyTimestamp: EpochMilliseconds?) -> HeartbeatOutcome {
        renew(key, unless: .unknown) { $0.heartbeat(key, lastDirtyTimestamp: lastDirtyTimestamp, now: $1) }
    }

    /// Takes a heartbeat, and notes what goes with every one that was of use.
    func renew<Outcome: Equatable>(
        _ key: InstanceKey, unless unknown: Outcome, _ take: (inout LeaseRegistry, EpochMilliseconds) -> Outcome
    ) -> Outcome {
        let now = clock.now
        let outcome = state.withLockedValue { state in
            let outcome = take(&state.registry, now)
            if outcome != unknown {
                state.lastHeard = now
                state.replicas.renewed(key)
            }
            return outcome
        }
        (outcome == unknown ? metrics.unknownRenewals : metrics.renewals).increment()
        return outcome
    }
}
