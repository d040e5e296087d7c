import AsyncHTTPClient
import NIOCore

/// Runs `body` with a client for registries and instances: short to connect, without redirects, closed afterwards.
///
/// - Parameter retriesConnections: Whether a refused connection is tried again until the call's deadline, which makes a
///   server that is down look like one that is slow.
func withHTTPClient<Result>(
    retriesConnections: Bool = true, _ body: (HTTPClient) async throws -> Result
) async throws -> Result {
    var configuration = HTTPClient.Configuration()
    configuration.redirectConfiguration = .disallow
    configuration.timeout = HTTPClient.Configuration.Timeout(connect: .seconds(2), read: .seconds(10))
    configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 32
    configuration.connectionPool.retryConnectionEstablishment = retriesConnections
    configuration.connectionPool.idleTimeout = .seconds(30)
    let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    do {
        let result = try await body(client)
        try? await client.shutdown()
        return result
    } catch {
        try? await client.shutdown()
        throw error
    }
}
