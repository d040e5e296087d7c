import AsyncHTTPClient
import Coordination
import Eureka
import Logging
import NIOConcurrencyHelpers
import NIOCore
import NIOHTTP1
import ServiceLifecycle

/// Tells the other replicas, a few times a second, whose heartbeats this one heard.
///
/// Nothing depends on a message: what could not be told is told with the next, and an instance is only taken out by the
/// replica that hears it, or after a full lease when that one is gone.
struct RenewalExchange: Service {
    static let interval: Duration = .milliseconds(500)
    static let timeout: Duration = .seconds(2)
    /// Keys in one message.
    private static let limit = 5_000

    let book: RegistryBook
    let httpClient: HTTPClient
    /// Sent as `Authorization`; nil when nobody is asked for it.
    let authorization: String?
    /// Ids of the replicas that cannot be told.
    private let failing = NIOLockedValueBox<Set<String>>([])

    init(book: RegistryBook, httpClient: HTTPClient, authorization: String?) {
        self.book = book
        self.httpClient = httpClient
        self.authorization = authorization
    }

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while (try? await Task.sleep(for: Self.interval, clock: .continuous)) != nil { await tellAll() }
        }
    }

    /// One round.
    func tellAll() async {
        await withTaskGroup(of: Void.self) { group in
            let others = book.state.withLockedValue { $0.replicas.others }
            failing.withLockedValue { $0.formIntersection(others.map(\.id)) }
            for replica in others {
                group.addTask { await tell(replica) }
            }
        }
    }

    private func tell(_ replica: ReplicaInfo) async {
        var left = Array(book.state.withLockedValue { $0.replicas.take(for: replica.id) })
        // Also when there is nothing to tell: the other one shows how long ago it heard of this one.
        repeat {
            let keys = left.prefix(Self.limit)
            let (hash, revision) = book.read(\.counts.hashCode)
            let batch = RenewalBatch(from: book.id, revision: revision, hash: hash, keys: keys)
            guard await send(batch, to: replica) else {
                let untold = Set(left)
                return book.state.withLockedValue { $0.replicas.putBack(untold, for: replica.id) }
            }
            left.removeFirst(keys.count)
        } while !left.isEmpty
    }

    private func send(_ batch: RenewalBatch, to replica: ReplicaInfo) async -> Bool {
        do {
            var request = HTTPClientRequest(url: "http://\(replica.address)/registry/renewals")
            request.method = .POST
            request.headers.add(name: "Content-Type", value: "application/json")
            if let authorization { request.headers.add(name: "Authorization", value: authorization) }
            request.body = .bytes(ByteBuffer(bytes: try batch.encoded()))
            let response = try await httpClient.execute(request, timeout: TimeAmount(Self.timeout))
            guard response.status == .noContent else { throw RegistryError(Self.refusal(response.status)) }
            told(replica, nil)
            return true
        } catch {
            if !Task.isCancelled { told(replica, "\(error)") }
            return false
        }
    }

    private static func refusal(_ status: HTTPResponseStatus) -> String {
        switch status {
        case .unauthorized, .forbidden:
            "it answered \(status.code): registry.replicaAuth must name credentials with the right peer there"
        default: "it answered \(status.code)"
        }
    }

    /// Says once that a replica cannot be told, and once that it can be again.
    private func told(_ replica: ReplicaInfo, _ fault: String?) {
        let isChanged = failing.withLockedValue { failing in
            fault == nil ? failing.remove(replica.id) != nil : failing.insert(replica.id).inserted
        }
        guard isChanged else { return }
        if let fault {
            book.logger.warning(
                "A replica is not told of heartbeats; trying again",
                metadata: [LogKeys.address: "\(replica.address)", LogKeys.error: "\(fault)"])
        } else {
            book.logger.notice(
                "A replica is told of heartbeats again", metadata: [LogKeys.address: "\(replica.address)"])
        }
    }
}

extension RegistryBook {
    /// Another replica has heard these.
    func take(_ batch: RenewalBatch) {
        guard batch.from != id else { return }
        let now = clock.now
        state.withLockedValue { state in
            state.registry.renew(batch.keys, home: batch.from, own: id, now: now)
            state.replicas.hear(batch, now: now)
            if !batch.renewals.isEmpty { state.lastHeard = now }
        }
    }
}
