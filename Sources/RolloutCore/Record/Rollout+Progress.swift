extension Rollout {
    /// How far a bake or a soak has come.
    public struct Look: Hashable, Sendable {
        /// How long it was looked at; time without a leader, or without its registries, is not in it.
        public let looked: Duration
        /// How long it takes in all.
        public let total: Duration
    }

    /// `batch 2 of 3`; nil where everything is one batch.
    public var batchLabel: String? {
        let count = policy.strategy.batches.count
        guard count > 1, !isReversing, !isRollback else { return nil }
        return isPromotedFully ? "the last batch" : "batch \(batch + 1) of \(count)"
    }

    /// The bake or soak under way; nil in every other phase.
    public func look(at now: Timestamp) -> Look? {
        let total: Duration
        switch phase {
        case .baking: total = policy.strategy.bake
        case .soaking: total = policy.strategy.soak
        default: return nil
        }
        return Look(looked: min(looked.total(at: now), total), total: total)
    }

    /// Whether all of the target that is to serve does, and every reader has fetched it: what is left is to look, and to
    /// let the source go.
    public var isTargetEnabled: Bool {
        !isReversing && isLastBatch && [.baking, .disabling, .soaking].contains(phase)
    }
}
