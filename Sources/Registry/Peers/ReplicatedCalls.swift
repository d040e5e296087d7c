import Eureka

/// Does what a peer passes on in one batch, item by item.
///
/// A genuine server of Spring's waits no longer than 200 ms by default. So registrations and heartbeats that follow one
/// another are done side by side, in order for each instance. Orders and cancels are done alone and in their place:
/// one color must not go before the other one has come.
struct ReplicatedCalls: Sendable {
    /// How long a batch may take; what is left over then is to be sent again.
    static let patience: Duration = .seconds(5)
    static let callsInFlight = 32

    let book: RegistryBook
    let peers: Peers

    /// What became of each item; nil when the batch is to be sent again, which does no harm.
    func answer(_ items: [ReplicationItem?]) async -> ReplicationAnswer? {
        let deadline = ContinuousClock.now + Self.patience
        var responses = items.map { _ in ReplicationAnswer.Response(500) }
        var start = 0
        while start < items.count {
            guard ContinuousClock.now < deadline else { return nil }
            let end = items[start...].firstIndex { $0?.isAlone ?? false } ?? items.count
            if end > start {
                for (place, response) in await sideBySide(items, start..<end) { responses[place] = response }
                start = end
            } else {
                if let item = items[start] {
                    guard let response = await alone(item) else { return nil }
                    responses[start] = response
                }
                start += 1
            }
        }
        return ReplicationAnswer(responses: responses)
    }

    // MARK: Registrations and heartbeats

    private func sideBySide(_ items: [ReplicationItem?], _ range: Range<Int>) async -> [(
        Int, ReplicationAnswer.Response
    )] {
        var lanes: [InstanceKey: [(Int, ReplicationItem)]] = [:]
        for place in range {
            if let item = items[place] { lanes[item.key, default: []].append((place, item)) }
        }
        return await withTaskGroup(of: [(Int, ReplicationAnswer.Response)].self) { group in
            var responses: [(Int, ReplicationAnswer.Response)] = []
            for (count, lane) in lanes.values.enumerated() {
                if count >= Self.callsInFlight, let done = await group.next() { responses.append(contentsOf: done) }
                group.addTask {
                    var responses: [(Int, ReplicationAnswer.Response)] = []
                    for (place, item) in lane { responses.append((place, await claim(item))) }
                    return responses
                }
            }
            for await done in group { responses.append(contentsOf: done) }
            return responses
        }
    }

    private func claim(_ item: ReplicationItem) async -> ReplicationAnswer.Response {
        switch item.action {
        case .register:
            guard let instance = item.instance else { return .init(500) }
            guard instance.refusal(underApp: item.app) == nil else { return .init(400) }
            guard await book.registerReplicated(instance) else { return .init(503) }
            peers.filed(instance, in: book)
            return .init(200)
        default:
            let outcome = await book.renewReplicated(
                item.key, lastDirtyTimestamp: item.lastDirtyTimestamp, order: item.overriddenStatus)
            switch outcome {
            case .renewed: return .init(200)
            case .unknown, .outdated: return .init(404)
            case .conflict(let instance): return .init(409, instance: instance)
            }
        }
    }

    // MARK: Orders and cancels

    /// Nil when the store does not take it now: a genuine server would not repeat the item, but does repeat the batch.
    private func alone(_ item: ReplicationItem) async -> ReplicationAnswer.Response? {
        switch item.action {
        case .cancel:
            return .init(await book.cancel(item.key) ? 200 : 404)
        case .statusUpdate:
            guard let status = item.status else { return .init(500) }
            return await change(item, .set(status, lastDirtyTimestamp: item.lastDirtyTimestamp))
        default:
            return await change(
                item, .removeOverride(hint: item.status, lastDirtyTimestamp: item.lastDirtyTimestamp))
        }
    }

    private func change(_ item: ReplicationItem, _ request: StatusRequest) async -> ReplicationAnswer.Response? {
        // A peer knows no epoch.
        guard !book.configuration.requireEpoch else { return .init(403) }
        switch await book.change(item.key, request, epoch: nil) {
        case .done:
            peers.heard(request, item.key)
            return .init(200)
        case .missing: return .init(404)
        case .refused: return .init(400)
        case .stale: return .init(409)
        case .unavailable: return nil
        }
    }
}

extension ReplicationItem {
    /// Whether the item must keep its place among those of other instances.
    fileprivate var isAlone: Bool {
        switch action {
        case .register, .heartbeat: false
        case .cancel, .statusUpdate, .deleteStatusOverride: true
        }
    }
}
