extension Rollout {
    /// Whether the source gives way altogether in this batch; on the way back everything is one batch.
    var isLastBatch: Bool { goal == nil }

    /// How many of the target serve after this batch; nil: all of them.
    var goal: Int? {
        guard !isReversing, !isRollback, !isPromotedFully else { return nil }
        let goal = goal(of: batch)
        return goal < targetSize ? goal : nil
    }

    /// How many of the source still serve after this batch: as large a part as the target has yet to take over.
    var kept: Int {
        guard let goal, targetSize > 0 else { return 0 }
        return sourceSize - sourceSize * goal / targetSize
    }

    /// `batch 2 of 3`.
    var batchName: String {
        let count = policy.strategy.batches.count
        return isLastBatch ? "the last batch" : "batch \(batch + 1) of \(count)"
    }

    /// The checks were passed: the first batch begins.
    mutating func pass(targetSize: Int, required: Int, sourceSize: Int) {
        self.targetSize = targetSize
        self.required = required
        self.sourceSize = sourceSize
        begin(batch: 0)
    }

    /// Goes on to the next batch that is more than this one.
    mutating func beginNextBatch() {
        let present = goal(of: batch)
        let next = policy.strategy.batches.indices.first { $0 > batch && goal(of: $0) > present }
        begin(batch: next ?? policy.strategy.batches.count - 1)
    }

    /// The rest at once.
    mutating func promoteFully() {
        isPromotedFully = true
        floor = required
    }

    private mutating func begin(batch: Int) {
        self.batch = batch
        floor = goal ?? required
    }

    private func goal(of batch: Int) -> Int {
        guard batch < policy.strategy.batches.count - 1 else { return targetSize }
        return max(1, policy.strategy.batches[batch].resolved(of: targetSize))
    }
}
