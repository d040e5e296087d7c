import Logging
import Simulation
import TestSupport
import Testing
import ZooKeeper

/// Where the facts of the contract are looked at.
enum Ground: CaseIterable, CustomTestStringConvertible {
    case simulated, real

    var testDescription: String {
        switch self {
        case .simulated: "simulated"
        case .real: "real"
        }
    }
}

/// Two sessions that see the same znodes.
struct Pair {
    let first: any ZooKeeperSession
    let second: any ZooKeeperSession
    /// Ends the first session cleanly.
    let endFirst: () async throws -> Void

    /// Runs `body` with two sessions in an empty tree.
    static func with(_ ground: Ground, _ body: (Pair) async throws -> Void) async throws {
        switch ground {
        case .simulated:
            let ensemble = SharedEnsemble()
            let first = try ensemble.openSession()
            try await body(Pair(first: first, second: ensemble.openSession()) { first.close() })
        case .real:
            let server = try #require(OneServer.current)
            let configuration = try server.configuration(prefix: "/pair-\(UInt64.random(in: 0...(.max)))")
            try await withClient(configuration) { second in
                try await second.sync("/")
                try await withEndableClient(configuration) { first, end in
                    try await first.sync("/")
                    try await body(Pair(first: first, second: second, endFirst: end))
                }
            }
        }
    }

    private static func withEndableClient(
        _ configuration: ZooKeeperClient.Configuration,
        _ body: (ZooKeeperClient, @escaping () async throws -> Void) async throws -> Void
    ) async throws {
        var logger = Logger(label: "zookeeper-test")
        logger.logLevel = .error
        let client = ZooKeeperClient(configuration: configuration, logger: logger)
        let (ending, ender) = AsyncStream.makeStream(of: Void.self)
        let (running, runner) = AsyncStream.makeStream(of: Void.self)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                defer { runner.finish() }
                try await withThrowingTaskGroup(of: Void.self) { inner in
                    inner.addTask { try await client.run() }
                    inner.addTask { for await _ in ending {} }
                    try await inner.next()
                    inner.cancelAll()
                    try await inner.waitForAll()
                }
            }
            defer { ender.finish() }
            try await body(client) {
                ender.finish()
                for await _ in running {}
            }
        }
    }
}

/// One real server for all tests of a suite.
struct OneServer: SuiteTrait, TestScoping {
    @TaskLocal static var current: ZooKeeperServer?

    @concurrent func provideScope(
        for test: Test,
        testCase: Test.Case?,
        performing function: @Sendable @concurrent () async throws -> Void
    ) async throws {
        try await withZooKeeper { server in
            try await Self.$current.withValue(server) { try await function() }
        }
    }
}

extension Trait where Self == OneServer {
    static var oneServer: Self { OneServer() }
}

/// The `ZooKeeperError` that was thrown, if any.
func failure<R>(_ body: () async throws -> R) async -> ZooKeeperError? {
    do {
        _ = try await body()
        return nil
    } catch {
        return error as? ZooKeeperError
    }
}

/// Expects a `ZooKeeperError` of one code.
///
/// The compiler (6.3) can take a closure inside `#expect` for another one beside it: hence none there.
func expect<R>(
    _ code: ZooKeeperError.Code,
    _ location: SourceLocation = #_sourceLocation,
    _ body: () async throws -> R
) async {
    let error = await failure(body)
    #expect(error?.code == code, sourceLocation: location)
}
