extension Pass {
    /// Nothing of the origin is disabled before everybody who routes requests has seen the destination.
    mutating func propagate(_ rollout: Rollout) -> Turn {
        if let turn = keepFloor(rollout) { return turn }
        if let turn = waitForRegistries() { return turn }
        if let since = rollout.propagatedAt { return waitForCaches(rollout, since: since) }
        if let turn = waitForReaders(rollout) { return turn }
        guard readerCache() > .zero else { return finishPropagating(rollout) }
        record.rollout?.propagatedAt = now
        return commit(
            .waitingForReaders,
            "every reader has fetched \(rollout.destination): waiting \(readerCache().text) for their caches")
    }

    private func waitForReaders(_ rollout: Rollout) -> Turn? {
        for registry in seen.registries {
            guard case .available(let revision, let readers, let since) = registry.answer else { continue }
            // Unknown at the time is as good as blind: also a registry that another leader knows by another name.
            let awaited = rollout.awaited.first { $0.registry == registry.name }?.revision
            guard let readers, let revision, let awaited else {
                let until = rollout.phaseSince + policy.blindPropagation
                guard now < until else { continue }
                let sentence =
                    "waiting \(policy.blindPropagation.text) for readers: \(registry.name) does not tell who has fetched"
                return hold(.waitingForReaders, sentence, until: until)
            }
            if let turn = waitForLog(of: registry.name, since: since, rollout) { return turn }
            // A registry that began to count anew has no later revision to give than its present one.
            let reachable = min(awaited, revision)
            let late = readers.filter { $0.revision < reachable }
            guard !late.isEmpty else { continue }
            return hold(.waitingForReaders, sentence(on: late, revision: reachable))
        }
        return nil
    }

    /// Whom it waits for, and until when at most. A moment, by the registry's clock, stays the same from look to look.
    private func sentence(on late: [Reader], revision: Int64) -> String {
        let more = late.count > 1 ? " and \(late.count - 1) more" : ""
        let limits = late.compactMap(\.listedUntil)
        let limit = limits.count == late.count ? limits.max().map { ", until \($0.timeOfDay) at most" } ?? "" : ""
        return "waiting for \(late[0].address) (\(late[0].userAgent))\(more) to fetch revision \(revision)\(limit)"
    }

    /// A registry that was restarted has forgotten its readers until they fetch again, and one with too many does not list
    /// all: nobody listed is not nobody there.
    private func waitForLog(of registry: String, since: Timestamp?, _ rollout: Rollout) -> Turn? {
        guard let since else { return nil }
        let until = min(since, rollout.phaseSince) + policy.blindPropagation
        guard now < until else { return nil }
        let sentence =
            "waiting \(policy.blindPropagation.text) for readers: \(registry) was restarted or has too many, and may not list all"
        return hold(.waitingForReaders, sentence, until: until)
    }

    private mutating func waitForCaches(_ rollout: Rollout, since: Timestamp) -> Turn {
        let until = since + readerCache()
        guard now < until else { return finishPropagating(rollout) }
        let sentence = "every reader has fetched \(rollout.destination): waiting \(readerCache().text) for their caches"
        return hold(.waitingForReaders, sentence, until: until)
    }

    private mutating func finishPropagating(_ rollout: Rollout) -> Turn {
        if bakes(rollout) {
            enter(.baking)
            return commit(.baking, bakingSentence(rollout))
        }
        enter(.disabling)
        return commit(.disabling, "every reader has fetched \(rollout.destination): disabling \(rollout.origin)")
    }

    private func readerCache() -> Duration {
        switch policy.readerCache {
        case .fixed(let duration): return duration
        case .automatic: return record.rollout?.hasCachingReader == true ? RolloutPolicy.springCache : .zero
        }
    }

    /// Whoever was seen to fetch keeps its cache also when its registry forgets it: the wait never gets shorter midway.
    mutating func noteReaders() {
        guard policy.readerCache == .automatic, record.rollout?.hasCachingReader != true else { return }
        if hasCachingReader { record.rollout?.hasCachingReader = true }
    }

    /// Whether anybody fetches who goes on with what it had for a while.
    var hasCachingReader: Bool {
        if case .fixed(let cache) = policy.readerCache { return cache > .zero }
        return seen.registries.contains { registry in
            guard case .available(_, let readers?, _) = registry.answer else { return false }
            return readers.contains { !$0.isGateway }
        }
    }
}
