import Logging
import ZooKeeper

/// A short conversation with ZooKeeper, for one verb. An ensemble that cannot answer is told apart from one that is slow.
struct EnsembleConnection: Sendable {
    let configuration: ZooKeeperClient.Configuration
    let logger: Logger

    /// How long a first connection may take before the servers are asked how they are.
    private static let patience: Duration = .milliseconds(500)
    /// How long a connection may take in all.
    private static let deadline: Duration = .seconds(8)

    init(configuration: ZooKeeperClient.Configuration, logger: Logger) {
        var configuration = configuration
        configuration.operationTimeout = .seconds(5)
        self.configuration = configuration
        self.logger = logger
    }

    /// Runs `body` with a connected session and closes it afterwards.
    ///
    /// - Throws: `Failure`; an ensemble without quorum is one with the exit code 69.
    func run<Result: Sendable>(
        _ body: @escaping @Sendable (any ZooKeeperSession) async throws -> Result
    ) async throws -> Result {
        let client = ZooKeeperClient(configuration: configuration, logger: logger)
        do {
            return try await withThrowingTaskGroup(of: Result?.self) { group in
                group.addTask {
                    try await client.run()
                    return nil
                }
                group.addTask {
                    try await connect(client)
                    return try await body(client)
                }
                defer { group.cancelAll() }
                while let next = try await group.next() {
                    if let result = next { return result }
                }
                throw Failure(.unavailable, "the conversation with ZooKeeper ended too early")
            }
        } catch let error as ZooKeeperError where error.isRetryable {
            throw await failure(instead: error)
        }
    }

    private func connect(_ client: ZooKeeperClient) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                for await state in client.states {
                    if case .connected = state { return }
                    if state == .authFailed { throw ZooKeeperError(.authFailed, message: "") }
                }
            }
            group.addTask {
                try await Task.sleep(for: Self.patience)
                let early = EnsembleSentence(await reports(), servers: servers)
                if early.isCertain { throw Failure(.unavailable, early.text) }
                try await Task.sleep(for: Self.deadline)
                throw Failure(.unavailable, EnsembleSentence(await reports(), servers: servers).text)
            }
            defer { group.cancelAll() }
            try await group.next()
        }
    }

    /// What to say of an operation that was not answered.
    private func failure(instead error: ZooKeeperError) async -> Failure {
        let sentence = EnsembleSentence(await reports(), servers: servers)
        return sentence.hasQuorum ? Failure(.unavailable, error.message) : Failure(.unavailable, sentence.text)
    }

    private var servers: String { configuration.servers.joined(separator: ",") }

    private func reports() async -> [ServerReport] {
        await EnsembleProbe(configuration: configuration, deadline: .seconds(2)).reports()
    }
}
