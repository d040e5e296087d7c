@testable import Eureka

/// A queue with a clock to hand, and the instances its registry shows.
final class PeerDesk {
    var queue: PeerQueue
    var now: EpochMilliseconds
    var shown: [InstanceKey: InstanceInfo] = [:]

    init(queue: PeerQueue = PeerQueue(), now: EpochMilliseconds = 1_000_000) {
        self.queue = queue
        self.now = now
    }

    static func key(_ id: String) -> InstanceKey { InstanceKey(app: "SVC", id: id) }

    func show(_ id: String, _ status: EurekaStatus = .up, order: EurekaStatus = .unknown, dirty: Int64 = 7) {
        var info = InstanceInfo(app: "SVC", id: id, hostName: "h", ipAddress: "1.1.1.1", port: 80, status: status)
        info.lastDirtyTimestamp = dirty
        info.overriddenStatus = order
        shown[Self.key(id)] = info
    }

    func note(_ change: PeerChange, _ id: String) { queue.note(change, of: Self.key(id), now: now) }

    /// The batch that is sent once everything is due.
    func send(after milliseconds: Int64 = 500) -> PeerQueue.Batch? {
        now += milliseconds
        guard let entries = queue.next(now: now) else { return nil }
        return queue.batch(entries) { shown[$0] }
    }

    /// Sends everything and has each item answered 200.
    func deliver() {
        while let batch = send() { _ = settle(batch, batch.body.items.map { _ in 200 }) }
    }

    func settle(_ batch: PeerQueue.Batch, _ statuses: [Int], _ instance: InstanceInfo? = nil) -> [InstanceInfo] {
        let responses = statuses.map { ReplicationAnswer.Response($0, instance: $0 == 409 ? instance : nil) }
        return queue.settle(batch, .answered(ReplicationAnswer(responses: responses)), now: now)
    }
}

extension PeerQueue.Batch {
    /// `Register a`, with a status where it is the point.
    var text: [String] {
        body.items.map { item in
            switch item.action {
            case .statusUpdate, .deleteStatusOverride:
                "\(item.action.rawValue) \(item.id) \(item.status?.rawValue ?? "")"
            default: "\(item.action.rawValue) \(item.id)"
            }
        }
    }
}
