import Logging
public import ZooKeeper

/// Runs `body` with a client of its own, whose session is closed afterwards.
public func withClient<R>(
    _ configuration: ZooKeeperClient.Configuration,
    _ body: (ZooKeeperClient) async throws -> R
) async throws -> R {
    var logger = Logger(label: "zookeeper-test")
    logger.logLevel = .error
    let client = ZooKeeperClient(configuration: configuration, logger: logger)
    return try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { try await client.run() }
        do {
            let result = try await body(client)
            group.cancelAll()
            try await group.waitForAll()
            return result
        } catch {
            group.cancelAll()
            throw error
        }
    }
}
