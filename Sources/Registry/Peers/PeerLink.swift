import Eureka
import Logging
import Metrics
import NIOConcurrencyHelpers
import ServiceLifecycle

/// Keeps one peer informed of what happens here, for as long as the registry runs.
///
/// A peer that is away stops nothing: what it has to hear waits, is limited in number and in time, and is told as it is
/// by then.
final class PeerLink: Service {
    /// How late a call may be.
    static let tick: Duration = .milliseconds(50)
    /// How often this registry says that it is there, in milliseconds.
    static let ownInterval: Int64 = 30_000
    /// How many calls there are at most at the end.
    static let lastCalls = 8

    private let client: EurekaClient
    private let book: RegistryBook
    private let own: OwnInstance
    private let queue = NIOLockedValueBox(PeerQueue())
    private let isFailing = NIOLockedValueBox(false)
    private let metrics: PeerMetrics
    private let logger: Logger

    init(client: EurekaClient, book: RegistryBook, own: OwnInstance, metrics: PeerMetrics, logger: Logger) {
        self.client = client
        self.book = book
        self.own = own
        self.metrics = metrics
        var logger = logger
        logger[metadataKey: LogKeys.peer] = "\(client)"
        self.logger = logger
    }

    func tell(_ change: PeerChange, _ key: InstanceKey) {
        let now = book.clock.now
        queue.withLockedValue { $0.note(change, of: key, now: now) }
    }

    func heard(_ order: EurekaStatus, _ key: InstanceKey) {
        queue.withLockedValue { $0.heard(order, of: key) }
    }

    func listening(port: Int) {
        own.listening(port: port, now: book.clock.now)
        if let key = own.key { tell(.registered, key) }
    }

    func run() async throws {
        await cancelWhenGracefulShutdown { await self.work() }
        await leave()
    }

    // MARK: Telling

    private func work() async {
        var nextRenewal = book.clock.now + Self.ownInterval
        while !Task.isCancelled {
            if book.clock.now >= nextRenewal, let key = own.key {
                nextRenewal = book.clock.now + Self.ownInterval
                tell(.renewed, key)
            }
            if await !sendNext() {
                try? await Task.sleep(for: Self.tick, tolerance: Self.tick, clock: .continuous)
            }
        }
    }

    /// Takes this registry out of the peer, and tells what was acknowledged a moment ago.
    private func leave() async {
        if let key = own.key {
            own.leave()
            tell(.cancelled, key)
        }
        for _ in 0..<Self.lastCalls where !Task.isCancelled {
            queue.withLockedValue { $0.hurry() }
            guard await sendNext(), !isFailing.withLockedValue({ $0 }) else { return }
        }
    }

    /// False when there was nothing to send.
    private func sendNext() async -> Bool {
        let now = book.clock.now
        let (entries, count) = queue.withLockedValue { ($0.next(now: now), $0.count) }
        metrics.waiting.record(count)
        guard let entries else { return false }
        let shown = shown(entries)
        let batch = queue.withLockedValue { $0.batch(entries) { shown[$0] } }
        let outcome = batch.body.items.isEmpty ? .answered(ReplicationAnswer(responses: [])) : await call(batch)
        let end = book.clock.now
        let (newer, delivered, dropped) = queue.withLockedValue { queue in
            let before = (queue.delivered, queue.dropped)
            let newer = queue.settle(batch, outcome, now: end)
            return (newer, queue.delivered - before.0, queue.dropped - before.1)
        }
        metrics.delivered.increment(by: delivered)
        metrics.dropped.increment(by: dropped)
        if dropped > 0 {
            logger.info("Peer was not told of some instances", metadata: [LogKeys.count: "\(dropped)"])
        }
        for instance in newer { _ = await book.registerReplicated(instance) }
        return true
    }

    private func shown(_ entries: [PeerQueue.Entry]) -> [InstanceKey: InstanceInfo] {
        let own = own.instance
        let ownKey = self.own.key
        return book.read { registry in
            var shown: [InstanceKey: InstanceInfo] = [:]
            for entry in entries {
                shown[entry.key] = entry.key == ownKey ? own : registry.instance(entry.key)
            }
            return shown
        }.value
    }

    private func call(_ batch: PeerQueue.Batch) async -> PeerQueue.Outcome {
        do throws(EurekaError) {
            guard let answer = try await client.replicate(batch.body) else {
                told(nil, "the answer does not fit what was sent")
                return .refused
            }
            told(nil, nil)
            return .answered(answer)
        } catch {
            told(error, error.description)
            switch error.code {
            case .unavailable, .timedOut, .cancelled: return .busy
            case .connection, .notPermitted: return .unreachable
            default: return .refused
            }
        }
    }

    /// Says once that the peer is away, and once that it is back.
    private func told(_ error: EurekaError?, _ fault: String?) {
        guard error?.code != .cancelled else { return }
        let isFailing = fault != nil
        let wasFailing = self.isFailing.withLockedValue { value in
            defer { value = isFailing }
            return value
        }
        metrics.reachable.record(isFailing ? 0 : 1)
        guard isFailing != wasFailing else { return }
        if let fault {
            logger.warning("Peer does not take what happens here; trying again", metadata: [LogKeys.error: "\(fault)"])
        } else {
            logger.notice("Peer takes what happens here")
        }
    }
}
