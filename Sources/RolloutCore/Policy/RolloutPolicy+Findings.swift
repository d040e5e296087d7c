extension RolloutPolicy {
    /// What in it contradicts itself, whatever the fleets are: each as one sentence that begins
    /// with the configuration key to be changed; empty when it can be kept.
    public var findings: [String] {
        var findings: [String] = []
        func expect(_ isRight: Bool, _ sentence: @autoclosure () -> String) {
            if !isRight { findings.append(sentence()) }
        }
        let batches = strategy.batches
        expect(batches.last == .percent(100), "rollout.batches must end with 100%: the target takes over in the end")
        expect(!batches.contains { $0.isNothing }, "rollout.batches: a batch of nothing changes nothing")
        for (earlier, later) in zip(batches, batches.dropFirst()) {
            expect(earlier.mayPrecede(later), "rollout.batches must grow: \(later) comes after \(earlier)")
        }
        expect(maxInTransition >= 1, "rollout.maxInTransition must be at least 1")
        expect(!minTarget.isNothing, "rollout.minTarget must be at least 1: an empty target takes over from nobody")
        for (name, duration) in [
            ("checkDeadline", checkDeadline), ("stepDeadline", stepDeadline), ("phaseDeadline", phaseDeadline),
            ("deadline", rolloutDeadline),
        ] { expect(duration > .zero, "rollout.\(name) must be more than nothing") }
        expect(
            stepDeadline <= phaseDeadline,
            "rollout.phaseDeadline (\(phaseDeadline.text)) is shorter than rollout.stepDeadline")
        expect(
            drain <= phaseDeadline,
            "rollout.phaseDeadline (\(phaseDeadline.text)) is shorter than one instance's drain (\(drain.text))")
        expect(
            leastWait <= phaseDeadline,
            "rollout.phaseDeadline (\(phaseDeadline.text)) is shorter than what readers are waited for (\(leastWait.text))"
        )
        let waits = (strategy.bake + leastWait) * batches.count + strategy.soak
        expect(
            waits <= rolloutDeadline,
            "rollout.deadline (\(rolloutDeadline.text)) is shorter than the waits in it (\(waits.text): bake and readers of each batch, and soak)"
        )
        return findings + analysisFindings
    }

    /// What readers are waited for at least in each batch.
    private var leastWait: Duration {
        if case .fixed(let cache) = readerCache { cache } else { .zero }
    }
}

extension Amount {
    fileprivate var isNothing: Bool { self == .count(0) || self == .percent(0) }

    /// Amounts of different kinds can be compared only with a fleet at hand.
    fileprivate func mayPrecede(_ later: Amount) -> Bool {
        switch (self, later) {
        case (.count(let one), .count(let other)), (.percent(let one), .percent(let other)): one < other
        case (.percent(100), _): false
        default: true
        }
    }
}
