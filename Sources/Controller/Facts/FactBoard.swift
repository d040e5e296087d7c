import NIOConcurrencyHelpers

/// Where the followers leave what they find, and wake the passes.
final class FactBoard: Sendable {
    private let facts: NIOLockedValueBox<AppFacts>
    let signal = WakeSignal()
    /// Wakes the prober: there may be a member that was never probed, or a rollout has begun.
    let members = WakeSignal()
    /// Wakes whoever asks Prometheus: something else is looked at, or nothing any more.
    let analysis = WakeSignal()

    init(registries: [String], policy: AppPolicy = AppPolicy()) {
        facts = NIOLockedValueBox(AppFacts(registries: registries, policy: policy))
    }

    var current: AppFacts { facts.withLockedValue { $0 } }

    func read<Value>(_ body: (AppFacts) -> Value) -> Value { facts.withLockedValue { body($0) } }

    /// Changes the facts; wakes the passes when `body` says that it matters.
    func update(_ body: (inout AppFacts) -> Bool) {
        if facts.withLockedValue({ body(&$0) }) { signal.wake() }
    }
}
