import Coordination
import Eureka
import Metrics
import NIOConcurrencyHelpers

extension RegistryBook {
    // MARK: Clients' own word

    /// Files a registration; true at once, durable as soon as the store takes it.
    ///
    /// - Returns: False when there is no room, in memory or in what waits for the store.
    func register(_ instance: InstanceInfo) async -> Bool {
        let isFiled = await file { $0.registration(of: instance, now: $1) }
        if isFiled { metrics.registrations.increment() }
        return isFiled
    }

    /// Takes an instance out; true at once, durable as soon as the store takes it. False when it is not there.
    func cancel(_ key: InstanceKey) async -> Bool {
        let now = clock.now
        let isDone = update { state -> Bool in
            guard let claimed = state.registry.record(of: key)?.claim.lastDirtyTimestamp,
                let change = state.registry.cancellation(of: key), state.registry.apply(change, now: now)
            else { return false }
            if store != nil { state.ledger.note(key, .removal(claimed: claimed, isEviction: false)) }
            return true
        }
        guard isDone else { return false }
        metrics.cancellations.increment()
        await written(key)
        return true
    }

    /// Until what memory has of an instance is durable, or cannot be made so now.
    func written(_ key: InstanceKey) async {
        guard let store, store.isConnected else { return }
        _ = await wait { state, id in
            guard let difference = state.ledger.unwritten[key] else { return false }
            state.ledger.note(key, difference, waiter: id)
            return true
        }
    }

    // MARK: Operators' word

    /// Makes a change durable, under the epoch if one is named, then true.
    func change(_ key: InstanceKey, _ request: StatusRequest, epoch: Int64?) async -> StatusResult {
        let result = await decide(key, request, epoch: epoch)
        metrics.statusChange(result)
        return result
    }

    private func decide(_ key: InstanceKey, _ request: StatusRequest, epoch: Int64?) async -> StatusResult {
        guard let store else { return changeInMemory(key, request, epoch: epoch) }
        guard store.isConnected else { return .unavailable }
        return await wait { state, id in
            state.ledger.take(Ledger.Order(id: id, key: key, request: request, epoch: epoch))
        } ?? .unavailable
    }

    private func changeInMemory(_ key: InstanceKey, _ request: StatusRequest, epoch: Int64?) -> StatusResult {
        let now = clock.now
        return update { state in
            switch request.outcome(in: state.registry, key, now: now) {
            case .missing: return .missing
            case .refused: return .refused
            case .change(let change):
                // Without a store there is no leader's epoch to look at: the highest one seen counts.
                // One that ZooKeeper could not give would lock out every leader to come.
                if let epoch, epoch < state.highestEpoch || Int32(exactly: epoch) ?? -1 < 0 { return .stale }
                state.highestEpoch = max(state.highestEpoch, epoch ?? .min)
                _ = state.registry.apply(change, now: now)
                return .done
            }
        }
    }

    // MARK: Waiting for the store

    /// Enters a request and waits for its answer; nil when it was not entered.
    ///
    /// A batch is answered within its deadline, and whatever is in no batch by ``expireWaiters()``: about twice the time
    /// that a write may take in all.
    private func wait(_ enter: (inout State, UInt64) -> Bool) async -> StatusResult? {
        var isEntered = true
        let result = await withCheckedContinuation { continuation in
            isEntered = state.withLockedValue { state in
                guard !state.waiters.isClosed else { return false }
                let id = state.waiters.add(continuation)
                guard enter(&state, id) else {
                    _ = state.waiters.take([Ledger.Answer(id: id, result: .unavailable)])
                    return false
                }
                return true
            }
            if isEntered { work.wake() } else { continuation.resume(returning: .unavailable) }
        }
        return isEntered ? result : nil
    }
}
