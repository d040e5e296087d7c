import AsyncHTTPClient
import NIOConcurrencyHelpers
import NIOCore
import NIOHTTP1
import RolloutCore
import TestSupport
import Testing

/// Clients that keep their connections and ask one after the other, for as long as a test goes on.
final class Load: Sendable {
    struct Answer: Sendable {
        let began: ContinuousClock.Instant
        /// The instance that answered; nil when none did.
        let instance: String?
        let failure: String?
    }

    private let url: String
    private let clients: Int
    private let answers = NIOLockedValueBox<[Answer]>([])

    init(port: Int, clients: Int = 8) {
        url = "http://127.0.0.1:\(port)/"
        self.clients = clients
    }

    var all: [Answer] { answers.withLockedValue { $0 } }
    var failures: [String] { all.compactMap(\.failure) }

    /// Which instances answered what began after that moment.
    func instances(since moment: ContinuousClock.Instant) -> Set<String> {
        Set(all.filter { $0.began >= moment }.compactMap(\.instance))
    }

    /// Asks until `body` is through.
    func run(_ body: @escaping @Sendable () async throws -> Void) async throws {
        let client = HTTPClient(eventLoopGroupProvider: .singleton)
        do {
            try await withThrowingTaskGroup(of: Bool.self) { group in
                for _ in 0..<clients {
                    group.addTask {
                        while !Task.isCancelled { await self.ask(client) }
                        return false
                    }
                }
                group.addTask {
                    try await body()
                    return true
                }
                defer { group.cancelAll() }
                while let isThrough = try await group.next(), !isThrough {}
            }
            try await client.shutdown()
        } catch {
            try? await client.shutdown()
            throw error
        }
    }

    private func ask(_ client: HTTPClient) async {
        let began = ContinuousClock.now
        var instance: String?
        var failure: String?
        do {
            let response = try await client.execute(HTTPClientRequest(url: url), timeout: .seconds(10))
            let body = String(buffer: try await response.body.collect(upTo: 1 << 16))
            if response.status == .ok { instance = body } else { failure = "\(response.status.code)" }
        } catch {
            guard !Task.isCancelled else { return }
            failure = "\(error)"
        }
        let answer = Answer(began: began, instance: instance, failure: failure)
        answers.withLockedValue { $0.append(answer) }
        try? await Task.sleep(for: .milliseconds(2), clock: .continuous)
    }
}

extension Load {
    /// Waits until enough requests that begin from now on were answered, all by that color.
    func expectOnly(_ color: Color) async throws {
        let moment = ContinuousClock.now
        try await eventually("enough requests were answered") {
            self.all.count { $0.began >= moment } >= 200
        }
        let instances = instances(since: moment)
        #expect(instances.count == 3 && instances.allSatisfy { $0.hasPrefix(color.rawValue) }, "\(instances)")
    }
}
