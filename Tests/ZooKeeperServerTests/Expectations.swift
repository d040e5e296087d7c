import TestSupport
import Testing
import ZooKeeper

/// Expects a `ZooKeeperError` of one code.
func expect<R>(
    _ code: ZooKeeperError.Code,
    _ location: SourceLocation = #_sourceLocation,
    _ body: () async throws -> R
) async {
    do {
        _ = try await body()
        Issue.record("expected \(code), nothing was thrown", sourceLocation: location)
    } catch let error as ZooKeeperError {
        #expect(error.code == code, "\(error)", sourceLocation: location)
    } catch {
        Issue.record("expected \(code), got \(error)", sourceLocation: location)
    }
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

/// Ends the session of a client that asked for one second: its server is frozen for longer.
///
/// On waking, the server may hear of the client before it looks for expired sessions; then it is frozen again.
func expire(_ server: ZooKeeperServer, _ client: ZooKeeperClient) async throws {
    guard case .connected(let before) = client.currentState else { return }
    try await eventually(within: .seconds(60), "the session has expired") {
        server.suspend()
        let end = ContinuousClock.now + .seconds(3)
        try await eventually { ContinuousClock.now > end }
        server.resume()
        try await eventually { if case .connected = client.currentState { true } else { false } }
        return client.currentState != .connected(before)
    }
}
