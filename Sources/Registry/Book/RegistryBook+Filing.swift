import Eureka
import NIOConcurrencyHelpers

extension RegistryBook {
    /// Makes a client's word true at once, and durable as soon as the store takes it, which is waited for.
    ///
    /// - Parameter make: What is to become true; nil: nothing is to.
    /// - Returns: False when there is no room, in memory or in what waits for the store.
    func file(_ make: (LeaseRegistry, EpochMilliseconds) -> RegistryChange?) async -> Bool {
        let now = clock.now
        let (isFiled, unwritten) = update { state -> (Bool, InstanceKey?) in
            guard let change = make(state.registry, now) else { return (true, nil) }
            guard file(change, in: &state, home: .here, room: configuration.maximumUnwritten, now: now) else {
                return (false, nil)
            }
            state.lastHeard = now
            state.replicas.renewed(change.key)
            return (true, state.ledger.unwritten[change.key] == nil ? nil : change.key)
        }
        if let unwritten { await written(unwritten) }
        return isFiled
    }

    /// Makes a change true and notes that it is to be written, when less than `room` is.
    func file(
        _ change: RegistryChange,
        in state: inout State,
        home: LeaseHome,
        room: Int = .max,
        now: EpochMilliseconds
    ) -> Bool {
        if change.isVisible {
            let isKnown = state.registry.record(of: change.key) != nil
            guard isKnown || state.registry.count < configuration.maximumInstances else { return false }
            guard state.ledger.unwritten.count < room else { return false }
        }
        guard state.registry.apply(change, now: now, home: home) else { return false }
        if change.isVisible, store != nil { state.ledger.note(change.key, .claim) }
        return true
    }
}
